/**
 * A power cut cannot be tried here, but what it can do depends on one thing: the order in which a trainer brings its files to the disk. That
 * is recorded inside the real trainer.
 */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAUNCHERS } from '../../main/runs/index.ts';
import type { StoredRun } from '../../main/runs/index.ts';
import { testHome } from '../support/runs.ts';
import type { TestHome } from '../support/runs.ts';
import { planIn, smallSearch, TRAINER } from './small-runs.ts';

interface Call {
  readonly call: 'write' | 'sync' | 'rename' | 'remove';
  readonly path: string;
  readonly to: string | null;
}

const RECORDER = fileURLToPath(new URL('record-writes.cjs', import.meta.url));
const EPOCHS = 5;

let home: TestHome;
let run: StoredRun;
let calls: readonly Call[];
beforeAll(async () => {
  home = await testHome();
  run = await home.store.create(await planIn(home.folder, smallSearch(EPOCHS)));
  const record = join(home.folder, 'calls');
  const env = {
    ...process.env,
    DARTBOARD_HOME: home.folder,
    NODE_OPTIONS: `--require ${JSON.stringify(RECORDER)}`,
    DARTBOARD_RECORD_WRITES: record,
  };
  const { ended } = await LAUNCHERS.local.launch({ run, entry: TRAINER, env });
  expect(await ended).toEqual({ code: 0, signal: null });
  const lines = readFileSync(record, 'utf8').trim().split('\n');
  calls = lines.map((line) => JSON.parse(line) as Call);
});
afterAll(() => home.dispose());

/** The last place before `end` of such a call. */
const lastOf = (call: Call['call'], path: string, end: number): number =>
  calls.slice(0, end).findLastIndex((one) => one.call === call && one.path === path);
const nextOf = (call: Call['call'], path: string, from: number): number =>
  calls.findIndex((one, i) => i > from && one.call === call && one.path === path);
const renamesTo = (pattern: RegExp): readonly number[] =>
  calls.flatMap(({ call, to }, i) => (call === 'rename' && pattern.test(basename(to ?? '')) ? [i] : []));

describe('the order in which a trainer writes', () => {
  it.each([
    ['each checkpoint', /^\d+\.ckpt$/, EPOCHS],
    ['the record', /^run\.json$/, 1],
    ['the result', /^result\.json$/, 1],
  ])('%s: content to the disk, then its name, then the folder to the disk', (_, pattern, count) => {
    const renames = renamesTo(pattern);
    expect(renames.length).toBeGreaterThanOrEqual(count);
    for (const at of renames) {
      const { path, to } = calls[at] ?? { path: '', to: '' };
      expect(path).not.toBe(to);
      const written = lastOf('write', path, at);
      const synced = lastOf('sync', path, at);
      expect(written).toBeGreaterThanOrEqual(0);
      expect(synced).toBeGreaterThan(written);
      const folder = nextOf('sync', dirname(to ?? ''), at);
      expect(folder).toBeGreaterThan(at);
      // Nothing is told of it, and no earlier one thrown away, before it is safe.
      expect(calls.slice(at + 1, folder)).toEqual([]);
    }
  });

  it('what led to a checkpoint is on the disk before the checkpoint', () => {
    for (const at of renamesTo(/^\d+\.ckpt$/)) {
      const logged = lastOf('write', run.paths.events, at);
      expect(lastOf('sync', run.paths.events, at)).toBeGreaterThan(logged);
    }
  });

  it('an old checkpoint goes only when a newer one is safe', () => {
    const removals = calls.flatMap(({ call, path }, i) =>
      call === 'remove' && path.endsWith('.ckpt') ? [{ path, at: i }] : [],
    );
    expect(removals.length).toBeGreaterThan(0);
    for (const { path, at } of removals) {
      const newest =
        renamesTo(/^\d+\.ckpt$/)
          .filter((place) => place < at)
          .at(-1) ?? -1;
      const step = Number.parseInt(basename(calls[newest]?.to ?? ''), 10);
      expect(step).toBeGreaterThan(Number.parseInt(basename(path), 10));
      expect(lastOf('sync', dirname(path), at)).toBeGreaterThan(newest);
    }
  });

  it('the end is on the disk when the trainer has ended', () => {
    const logged = lastOf('write', run.paths.events, calls.length);
    expect(lastOf('sync', run.paths.events, calls.length)).toBeGreaterThan(logged);
  });
});
