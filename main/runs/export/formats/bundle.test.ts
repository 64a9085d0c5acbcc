import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dartsRun } from '../../../../test/support/darts-run.ts';
import { testHome } from '../../../../test/support/runs.ts';
import type { TestHome } from '../../../../test/support/runs.ts';
import { importBundle } from '../bundle/import-bundle.ts';
import { exportRuns } from '../export-runs.ts';
import { bundle } from './bundle.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

describe('the format bundle', () => {
  it('is taken in elsewhere', async () => {
    const runs = [await dartsRun(home), await dartsRun(home, { seed: 2 })];
    const out = join(home.folder, 'runs.dartboard');
    await exportRuns(runs, { format: 'bundle', out, force: false, appVersion: '1.2.3' });
    const there = await testHome();
    try {
      const found = await importBundle(there.paths, out);
      expect(found.map(({ run, outcome }) => [run, outcome])).toEqual(runs.map(({ id }) => [id, 'imported']));
      expect((await there.store.find(runs[1]?.id ?? '')).record).toEqual(runs[1]?.record);
    } finally {
      await there.dispose();
    }
    expect(bundle).toMatchObject({ kind: 'file', runs: 'several' });
  });
});
