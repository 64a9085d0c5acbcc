import { beforeAll, describe, expect, it } from 'vitest';
import { prepareArithmetic } from '../../test/support/arithmetic-loop.ts';
import { testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import type { Bundle, Executable } from '../engine/index.ts';
import { annotate, readEvents, runToEnd, summarize, SYSTEM_CLOCK } from '../runs/index.ts';
import type { LoopEvent, NewRun, StoredRun } from '../runs/index.ts';
import { carriedOf, positionAt } from '../train/index.ts';
import type { Snapshot } from '../train/index.ts';
import { planFork } from './fork-run.ts';
import type { PlannedFork } from './fork-run.ts';
import { createHost } from './host.ts';
import { KINDS } from './kinds.ts';
import { PAPER, PAPER_EXECUTABLE } from './paper-executor.ts';
import { findPlaces } from './places.ts';
import type { Places } from './places.ts';
import { openRunData } from './run-data.ts';

// Real settings, programs and variables of the smallest runs; only what the steps compute is made up.
let home: TestHome;
let places: Places;
let search: StoredRun;
let train: StoredRun;
beforeAll(async () => {
  home = await testHome();
  places = findPlaces({});
  const host = createHost({ DARTBOARD_HOME: home.folder });
  const wanted = { config: null, data: null, seed: 1 };
  search = await stoppedRun(
    await host.plan({ ...wanted, kind: 'search', preset: 'tiny', set: ['epochs=3', 'network.cells=1'] }),
  );
  const cell = { genotype: 'DARTS_V2' };
  const drop = ['epochs=3', 'network.dropPath=0.2'];
  train = await stoppedRun(await host.plan({ ...wanted, kind: 'train', preset: 'tiny', cell, set: drop }));
  return () => home.dispose();
});

/** The variables that a run begins with. */
async function variablesOf(run: StoredRun): Promise<Snapshot['variables']> {
  const variables: Record<string, Snapshot['variables'][string]> = {};
  const write = async (name: string, value: Snapshot['variables'][string]): Promise<void> => {
    variables[name] = value;
  };
  const load = async (bundle: Bundle): Promise<Executable> => {
    for (const [name, { shape }] of Object.entries(bundle.variables)) {
      variables[name] = new Float32Array(shape.reduce((size, extent) => size * extent, 1));
    }
    return { ...PAPER_EXECUTABLE, write };
  };
  const executor = { ...PAPER, load };
  const data = { ...(await openRunData(run, places)), workers: 0, workerPath: null };
  const loop = await KINDS[run.record.kind].createLoop({ record: run.record, data, executor, restore: null });
  await loop.dispose();
  return variables;
}

/** A run that was stopped after its first epoch, of 3. */
async function stoppedRun(plan: NewRun): Promise<StoredRun> {
  const run = await home.store.create(plan);
  const data = await openRunData(run, places);
  const perEpoch = KINDS[plan.kind].stepsPerEpoch(plan.config, data);
  const variables = await variablesOf(run);
  const stop = new AbortController();
  const score = { loss: 2, accuracy: 0.1 };
  async function* events(): AsyncGenerator<LoopEvent, never, void> {
    const shared = { epoch: 0, train: score, valid: null };
    for (let step = 1; step <= perEpoch; step++) {
      yield { type: 'step', ...shared, step, steps: 3 * perEpoch, learningRate: 0.0123 };
    }
    stop.abort();
    yield { type: 'epoch', ...shared, epochs: 3, valid: score, detail: null };
    throw new Error('it was to stop');
  }
  const prepared = await prepareArithmetic(run, null);
  const snapshot = async (): Promise<Snapshot> => ({
    step: perEpoch,
    variables,
    carried: carriedOf(positionAt(null)),
  });
  const loop = { parameters: 1, events, snapshot, dispose: async () => undefined };
  const end = await runToEnd({
    run,
    prepare: async () => ({ ...prepared, loop }),
    stop: stop.signal,
    clock: SYSTEM_CLOCK,
  });
  expect(end).toEqual({ state: 'interrupted' });
  return home.store.find(run.id);
}

const fork = (run: StoredRun, ...set: string[]): Promise<PlannedFork> =>
  planFork({ run, at: 'newest', set, seed: null }, places);

describe('a fork of a search', () => {
  it('has the settings of the run but those that are changed, and all that was computed', async () => {
    const run = search;
    await annotate(run, { experiment: 'rates', tags: ['parent'] });
    const { plan, notes } = await fork(run, 'epochs=10', 'weights.learningRate.max=0.01');
    const made = await home.store.create(plan);
    expect(made.record).toMatchObject({
      kind: 'search',
      seed: 1,
      origin: { kind: 'fork', run: run.id, step: 8 },
      config: { ...run.record.config, epochs: 10, weights: { learningRate: { max: 0.01 } } },
    });
    expect(await summarize(made)).toMatchObject({
      state: 'queued',
      step: 8,
      steps: 80,
      annotations: { experiment: 'rates', tags: [] },
    });
    const { events } = await readEvents(made);
    expect(events.find(({ type }) => type === 'epoch')).toMatchObject({ epoch: 0, epochs: 10 });
    // Cosine annealing from 0.01 to 0.001 over 10 epochs: 0.001 + 0.009 (1 + cos(pi / 10)) / 2 in the second.
    expect(notes).toEqual([
      'The learning rate goes on with 0.00978 in epoch 2 of 10 (schedule cosine); the step before had 0.0123.',
    ]);
  });

  it('takes another seed from there on', async () => {
    const run = search;
    const { plan } = await planFork({ run, at: 'epoch:1', set: [], seed: 7 }, places);
    expect(plan).toMatchObject({ seed: 7, config: run.record.config });
  });

  it.each([
    [['batch=8'], ['batch'], /an epoch would have 16 steps instead of 8/],
    [['epochs=9', 'images=128'], ['images'], /an epoch would have 4 steps instead of 8/],
    [
      ['network.initChannels=4'],
      ['network.initChannels'],
      /its variable "weights" has \d+ numbers instead of/,
    ],
    [['network.cells=2', 'epochs=5'], ['network.cells'], /its variable/],
    [['accumulate=2'], ['accumulate'], /its variable "accumulator\.weights" is missing/],
    [['method.name=random', 'method.options.samples=3'], ['method.name'], /not one of a random search/],
    [
      ['method.options.alphas.initial=1'],
      ['method.options.alphas.initial'],
      /begins with other values of "alphas/,
    ],
  ])('refuses %j', async (set, settings, sentence) => {
    const run = search;
    await expect(fork(run, ...set)).rejects.toMatchObject({
      code: 'cli/not-forkable',
      message: expect.stringMatching(sentence),
      data: { run: run.id, settings },
    });
  });

  it('refuses what is no setting, has nothing left to do, or is not kept', async () => {
    const run = search;
    await expect(fork(run, 'epoch=9')).rejects.toMatchObject({ code: 'cli/unknown-setting' });
    await expect(fork(run, 'epochs=1')).rejects.toMatchObject({
      code: 'cli/wrong-use',
      message: expect.stringMatching(/step 8 ends epoch 1, and the run is to have 1\. Give more/),
    });
    for (const at of ['7', 'epoch:2']) {
      await expect(planFork({ run, at, set: [], seed: null }, places)).rejects.toMatchObject({
        code: 'runs/checkpoint-not-kept',
        message: expect.stringMatching(/kept are those of step 8\./),
      });
    }
    await expect(planFork({ run, at: 'last', set: [], seed: null }, places)).rejects.toMatchObject({
      code: 'runs/bad-checkpoint',
    });
  });

  it('says so if the run itself cannot go on', async () => {
    const { record } = search;
    const other = { ...search, record: { ...record, config: { ...record.config, accumulate: 2 } } };
    await expect(fork(other, 'epochs=9')).rejects.toMatchObject({
      code: 'cli/not-forkable',
      message: expect.stringMatching(/^The run \w+ cannot go on from this checkpoint: its saved state/),
    });
  });

  it('refuses images that are not those of the run', async () => {
    const run = search;
    const other = { ...run, record: { ...run.record, data: { ...run.record.data, id: '0'.repeat(16) } } };
    await expect(fork(other, 'epochs=9')).rejects.toMatchObject({ code: 'cli/data-changed' });
  });
});

describe('a fork of a training', () => {
  it('changes what leaves the network as it is', async () => {
    const run = train;
    const { plan } = await planFork(
      {
        run,
        at: 'best',
        set: [
          'epochs=6',
          'network.dropPath=0.4',
          'weights.weightDecay=0.01',
          'labelSmoothing=0.1',
          'evaluateEvery=2',
        ],
        seed: null,
      },
      places,
    );
    expect(plan.config).toMatchObject({ epochs: 6, labelSmoothing: 0.1, network: { dropPath: 0.4 } });
    expect(plan.genotype).toEqual(run.record.genotype);
  });

  it('refuses what would be another network', async () => {
    const run = train;
    for (const set of ['ema={"decay":0.99}', 'network.auxiliary=true', 'network.reductions=[0]']) {
      await expect(fork(run, set)).rejects.toMatchObject({
        code: 'cli/not-forkable',
        data: { settings: [set.split('=')[0]] },
      });
    }
  });
});
