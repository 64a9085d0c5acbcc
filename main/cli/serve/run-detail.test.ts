import { afterEach, beforeEach, expect, it } from 'vitest';
import { arithmeticPlan, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import { describeRun } from './run-detail.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

it('says in one sentence which setting of a search is not understood', async () => {
  const run = await home.store.create({ ...arithmeticPlan(), kind: 'search', config: { epochs: 'many' } });
  await expect(describeRun(run)).rejects.toMatchObject({
    code: 'runs/damaged-record',
    message: expect.stringMatching(
      /run\.json is damaged: config\.\w+ is not what this version understands \([^{}[\]]*\)\./,
    ),
  });
});

it('describes a training whatever its settings', async () => {
  const run = await home.store.create({ ...arithmeticPlan(), kind: 'train', config: { epochs: 'many' } });
  expect(await describeRun(run)).toMatchObject({ folder: run.paths.folder, summary: { state: 'queued' } });
});
