import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dartsRun } from '../../../../test/support/darts-run.ts';
import { testHome } from '../../../../test/support/runs.ts';
import type { TestHome } from '../../../../test/support/runs.ts';
import { exportRuns } from '../export-runs.ts';
import { recordFrame } from '../tensorboard/record-frame.ts';
import { tensorboard } from './tensorboard.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

/** The records of an event file, each of whose sums is right. TensorBoard itself reads such files in test/parity. */
function records(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const record = bytes.subarray(at + 12, at + 12 + Number(bytes.readBigUInt64LE(at)));
    const frame = Buffer.from(recordFrame(record));
    expect(bytes.subarray(at, at + frame.length).equals(frame)).toBe(true);
    found.push(record);
    at += frame.length;
  }
  return found;
}

describe('the format tensorboard', () => {
  it('begins with the version of event files, and frames each event', async () => {
    const run = await dartsRun(home);
    const out = join(home.folder, 'events');
    await exportRuns([run], { format: 'tensorboard', out, force: false, appVersion: '1.2.3' });
    const [mark, file = ''] = (await readdir(out)).sort().reverse();
    expect(mark).toBe('export.json');
    expect(file).toMatch(/^events\.out\.tfevents\.\d{10}\.dartboard\.[0-9a-z]{26}$/);
    const [first, ...others] = records(await readFile(join(out, file)));
    expect(first?.toString('latin1')).toContain('brain.Event:2');
    // Start, 12 steps, 3 epochs, 4 times alphas, end, experiment.
    expect(others).toHaveLength(22);
  });

  it('gives each of several runs a folder with a speaking name', async () => {
    const runs = [await dartsRun(home), await dartsRun(home, { seed: 2 })];
    const out = join(home.folder, 'events');
    await exportRuns(runs, { format: 'tensorboard', out, force: false, appVersion: '1.2.3' });
    const folders = (await readdir(out)).filter((name) => name.startsWith('drawn'));
    expect(folders).toEqual(
      runs.map(({ id, record }) => `drawn-not-computed-seed${record.seed}-${id.slice(-8)}`).sort(),
    );
    expect(tensorboard.kind).toBe('folder');
  });
});
