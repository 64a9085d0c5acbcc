import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arithmeticPlan, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { prepareArithmetic } from '../../test/support/arithmetic-loop.ts';
import { runToEnd, SYSTEM_CLOCK } from '../runs/index.ts';
import type { LoopEvent, RunPlan, RunResult, StoredRun } from '../runs/index.ts';
import { SEARCH_PRESETS } from '../search/index.ts';
import { findPublished } from '../spaces/index.ts';
import { planRun } from './plan-run.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const nothing = { config: null, set: [], data: null, seed: null };
const plan = (request: Parameters<typeof planRun>[0]): Promise<RunPlan> =>
  planRun(request, { store: home.store, resourcesDir: 'resources' });
const v1 = findPublished('DARTS_V1').genotype;
const v2 = findPublished('DARTS_V2').genotype;

/** A search whose alphas gave one cell before the first epoch and another after it; it is finished, or stopped then. */
async function searched(isFinished: boolean): Promise<StoredRun> {
  const plan = arithmeticPlan({ epochs: 1 });
  const run = await home.store.create({ ...plan, config: { ...SEARCH_PRESETS.tiny.config } });
  const alphas = { normal: [[1]], reduction: [[1]] };
  const score = { loss: 1, accuracy: 0.5 };
  const stop = new AbortController();
  async function* events(): AsyncGenerator<LoopEvent, RunResult, void> {
    yield { type: 'start', detail: { alphas, genotype: v1 } };
    if (!isFinished) stop.abort();
    yield { type: 'epoch', epoch: 0, epochs: 1, train: score, valid: null, detail: { alphas, genotype: v2 } };
    return { kind: 'search', alphas, genotype: v2 };
  }
  const prepare: typeof prepareArithmetic = async (_, restore) => {
    const prepared = await prepareArithmetic(
      { ...run, record: { ...run.record, config: plan.config } },
      restore,
    );
    return { ...prepared, loop: { ...prepared.loop, events } };
  };
  await runToEnd({ run, prepare, stop: stop.signal, clock: SYSTEM_CLOCK });
  return run;
}

describe('planRun', () => {
  it('writes down all that decides the numbers of a search', async () => {
    const made = await plan({ ...nothing, kind: 'search', preset: 'tiny', set: ['batch=8'], seed: 7 });
    expect(made).toEqual({
      kind: 'search',
      title: 'tiny search on fashion-mnist-small',
      preset: 'tiny',
      config: { ...SEARCH_PRESETS.tiny.config, batch: 8 },
      seed: 7,
      data: { name: 'fashion-mnist-small', id: expect.stringMatching(/^[0-9a-f]{16}$/) },
      genotype: null,
      space: null,
      parent: null,
    });
  });

  it('keeps a folder by its whole path and a named set by its name', async () => {
    const folder = 'resources/data/fashion-mnist-small';
    const { data } = await plan({ ...nothing, kind: 'search', preset: 'tiny', data: folder });
    expect(data.name).toBe(`${process.cwd()}/${folder}`);
    const named = await plan({ ...nothing, kind: 'search', preset: 'tiny' });
    expect(data.id).toBe(named.data.id);
  });

  it('takes the cell of a finished search, and of any after some epochs', async () => {
    const finished = await searched(true);
    const from = (reference: string): Promise<RunPlan> =>
      plan({
        ...nothing,
        kind: 'train',
        preset: 'tiny',
        data: 'fashion-mnist-small',
        cell: { from: reference },
      });
    expect(await from(finished.id)).toMatchObject({
      genotype: v2,
      space: 'darts',
      parent: { run: finished.id, epoch: null },
    });
    expect(await from(`${finished.id}@0`)).toMatchObject({ genotype: v1, parent: { epoch: 0 } });
    await expect(from(`${finished.id}@2`)).rejects.toThrow(/no alphas after 2 epochs; it has 0 to 1/);
    await expect(from(`${finished.id}@x`)).rejects.toMatchObject({ code: 'cli/wrong-use' });
    const stopped = await searched(false);
    await expect(from('latest')).rejects.toThrow(/it is not finished \(interrupted\)/);
    expect(await from(`${stopped.id}@1`)).toMatchObject({ genotype: v2 });
  });

  it('takes published genotypes with their op table, unless somebody decides otherwise', async () => {
    const table = async (genotype: string, ...set: string[]): Promise<unknown> =>
      (await plan({ ...nothing, kind: 'train', preset: 'tiny', set, cell: { genotype } })).config['network'];
    expect(await table('DARTS_V2')).toMatchObject({ opTable: 'darts' });
    expect(await table('SHARP_DARTS')).toMatchObject({ opTable: 'sharp' });
    expect(await table('SHARP_DARTS', 'network.opTable=sharp-darts')).toMatchObject({
      opTable: 'sharp-darts',
    });
  });
});
