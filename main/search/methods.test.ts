/** Every method of the registry, with the loop that runs have, on the smallest space: what all of them must do. */
import { beforeAll, describe, expect, it } from 'vitest';
import { asPair } from '../../test/support/cells.ts';
import { recordingExecutor } from '../../test/support/recording-executor.ts';
import { TINY_SPACE, tinyData } from '../../test/support/tiny-data.ts';
import { defined } from '../base/assert.ts';
import { createTfjsExecutor } from '../engine/index.ts';
import { checkInSpace } from '../spaces/index.ts';
import type { Snapshot } from '../train/index.ts';
import { searchConfigSchema } from './config.ts';
import type { SearchEvent, SearchResult } from './events.ts';
import { createSearchLoop } from './open.ts';
import { STRATEGIES } from './registry.ts';

const executor = await createTfjsExecutor();
const data = tinyData({ train: 12, test: 3 });

/** Of each method the defaults and, where it has others, most of its options; the same of what all methods share. */
const CASES: readonly Case[] = [
  { name: 'darts', options: {}, shared: {} },
  {
    name: 'darts',
    options: { order: 'second', virtualStep: 'plain', weighting: 'maxWDetached', derive: 'keep-none' },
    shared: { accumulate: 2, partialBatch: 'drop' },
  },
  { name: 'singleLevel', options: {}, shared: {} },
  {
    name: 'singleLevel',
    options: { weighting: 'maxW', alphas: { initial: 0 } },
    shared: { accumulate: 2, partialBatch: 'drop' },
  },
  { name: 'importance', options: { shrinks: 1, interval: 1 }, shared: {} },
  {
    name: 'importance',
    options: { shrinks: 2, interval: 1 },
    shared: { epochs: 3, trainPortion: 1, accumulate: 2, partialBatch: 'drop', evaluateEvery: 2 },
  },
  { name: 'random', options: {}, shared: {} },
  { name: 'random', options: { samples: 2 }, shared: { evaluateEvery: null } },
  { name: 'randomSharing', options: { candidates: 3, finalists: 2 }, shared: {} },
  {
    name: 'randomSharing',
    options: { candidates: 2, scoringBatches: 2, finalists: 3 },
    shared: { accumulate: 2, partialBatch: 'drop', evaluateEvery: null },
  },
];

interface Case {
  readonly name: string;
  readonly options: object;
  readonly shared: object;
}

interface Ran {
  readonly events: readonly SearchEvent[];
  readonly result: SearchResult | null;
  readonly snapshots: readonly Snapshot[];
  readonly parameters: number;
}

/** Runs a search to its end, or for so many events; with a snapshot after each event, as it would be saved. */
async function run(
  one: Case,
  { restore = null, stop = Infinity }: { restore?: Snapshot | null; stop?: number } = {},
): Promise<Ran> {
  const { name, options, shared } = one;
  const config = searchConfigSchema.parse({
    space: 'darts',
    method: { name, options },
    network: { initChannels: 2, cells: 3 },
    batch: 4,
    epochs: 2,
    weights: { learningRate: { max: 0.1 }, weightDecay: 3e-4 },
    augment: {},
    images: 12,
    evaluationBatch: 4,
    ...shared,
  });
  const recorded = recordingExecutor(executor);
  const made = { config, space: TINY_SPACE, data, executor: recorded.executor, seed: 1, restore };
  const loop = await createSearchLoop(made);
  const running = loop.events();
  const events: SearchEvent[] = [];
  const snapshots: Snapshot[] = [];
  let result: SearchResult | null = null;
  while (events.length < stop && result === null) {
    const { done, value } = await running.next();
    if (done === true) result = value;
    else events.push(value);
    const { carried, ...rest } = await loop.snapshot();
    snapshots.push({ ...rest, carried: JSON.parse(JSON.stringify(carried)) });
  }
  await loop.dispose();
  expect(recorded.open()).toBe(0);
  return { events, result, snapshots, parameters: loop.parameters };
}

it('lists every method', () => {
  expect([...new Set(CASES.map(({ name }) => name))]).toEqual(Object.keys(STRATEGIES));
});

describe.each(CASES)('$name $options $shared', (one) => {
  let whole: Ran;
  beforeAll(async () => {
    whole = await run(one);
  });

  it('runs to a cell of its space, and tells where it is', () => {
    const { events, result, parameters } = whole;
    const [start, ...rest] = events;
    expect(start?.type).toBe('start');
    const { genotype, alphas } = defined(result, 'it has run to its end');
    checkInSpace(asPair(genotype), TINY_SPACE);
    expect(alphas.normal.map((row) => row.length)).toEqual([3, 3]);
    expect(parameters).toBeGreaterThan(0);
    const steps = rest.flatMap((event) => (event.type === 'step' ? [event] : []));
    expect(steps.map(({ step }) => step)).toEqual(steps.map((_, i) => i + 1));
    for (const { steps: all, train } of steps) {
      expect(all).toBe(steps.length);
      expect(train.loss).toBeGreaterThan(0);
    }
    const epochs = rest.flatMap((event) => (event.type === 'epoch' ? [event] : []));
    expect(epochs.map(({ epoch }) => epoch)).toEqual(epochs.map((_, i) => i));
    for (const { epochs: all } of epochs) expect(all).toBe(epochs.length);
  });

  it('goes on to the same bits from wherever it was interrupted', async () => {
    for (const [at, restore] of whole.snapshots.entries()) {
      const after = await run(one, { restore });
      // The start is told again where no step was made.
      const rest = whole.events.slice(restore.step === 0 ? 0 : at + 1);
      expect(after.events).toEqual(rest);
      expect(after.result).toEqual(whole.result);
      expect(after.snapshots.at(-1)).toEqual(whole.snapshots.at(-1));
    }
  });
});

it.each(Object.keys(STRATEGIES))('%s refuses the state of another method', async (name) => {
  const other = name === 'random' ? 'darts' : 'random';
  const { snapshots } = await run({ name: other, options: {}, shared: {} }, { stop: 1 });
  const one = CASES.find((it) => it.name === name) ?? { name, options: {}, shared: {} };
  const opening = run(one, { restore: snapshots[0] ?? null });
  await expect(opening).rejects.toMatchObject({ code: 'train/foreign-snapshot' });
});
