import { describe, expect, it } from 'vitest';
import { recordingExecutor } from '../../../test/support/recording-executor.ts';
import { TINY_SPACE } from '../../../test/support/tiny-data.ts';
import { TINY_SETTINGS, tinyBatch, tinyTask } from '../../../test/support/tiny-search.ts';
import { createTfjsExecutor } from '../../engine/index.ts';
import { writeVariables } from '../../train/index.ts';
import { searchSettingsSchema } from '../settings.ts';
import type { SearchTask } from '../supernet-method.ts';
import { singleLevel } from './single-level.ts';

const executor = await createTfjsExecutor();
const RATE = 0.1;
const DECAY = 0.01;
const MOMENTUM = 0.9;

const task = (weights: object): SearchTask => {
  const rates = { learningRate: { max: RATE }, weightDecay: DECAY, clip: null };
  return tinyTask(searchSettingsSchema.parse({ ...TINY_SETTINGS, weights: { ...rates, ...weights } }));
};

const weightBatch = tinyBatch(4, 0);
const NAMES = ['weights', 'alphas.normal', 'alphas.reduction'] as const;
type Values = Readonly<Record<(typeof NAMES)[number], Float32Array>>;

/** The trained values before and after some steps, and what the last step told. */
async function stepped(count: number, weights: object = {}) {
  const options = singleLevel.config.parse({ alphas: { initial: 0.5 } });
  const made = singleLevel.programs(task(weights), options);
  const recorded = recordingExecutor(executor);
  const executable = await recorded.executor.load(made.bundle);
  await writeVariables(executable, made.initial(1));
  const values = async (): Promise<Values> => ({
    weights: Float32Array.from(await executable.read('weights')),
    'alphas.normal': Float32Array.from(await executable.read('alphas.normal')),
    'alphas.reduction': Float32Array.from(await executable.read('alphas.reduction')),
  });
  const all = [await values()];
  let report = null;
  for (let step = 0; step < count; step += 1) {
    report = await singleLevel.step(
      {
        ...{ executable, space: TINY_SPACE, seed: 1, step, learningRate: RATE, weightBatch, accumulate: 1 },
        alphaBatch: null,
      },
      options,
    );
    all.push(await values());
  }
  await executable.dispose();
  return { all, report, runs: recorded.runs };
}

const changes = (before: Float32Array, after: Float32Array): number[] =>
  Array.from(after, (value, i) => (value - (before[i] ?? Number.NaN)) / -RATE);

/** What a step moved by, over the rate: the velocity. Of weights and alphas together. */
const velocityOf = (before: Values, after: Values): number[] =>
  NAMES.flatMap((name) => changes(before[name], after[name]));
const flat = (values: Values): number[] => NAMES.flatMap((name) => [...values[name]]);

describe('a step', () => {
  it('moves weights and alphas by the gradient of the same images, and takes no others', async () => {
    const { all, runs, report } = await stepped(1, { weightDecay: 0 });
    expect(runs.map(({ program }) => program)).toEqual(['weightStep@4']);
    expect(report?.valid).toBeNull();
    const [before, after] = all;
    for (const name of NAMES) expect(after?.[name]).not.toEqual(before?.[name]);
  });

  it('decays and carries the velocity of the alphas as that of the weights', async () => {
    const plain = await stepped(1, { weightDecay: 0 });
    const decayed = await stepped(1);
    const [start, after] = plain.all;
    const [, other] = decayed.all;
    if (start === undefined || after === undefined || other === undefined) throw new Error('two values each');
    const gradient = velocityOf(start, after);
    const expected = flat(start).map((value, i) => (gradient[i] ?? Number.NaN) + DECAY * value);
    velocityOf(start, other).forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 4));

    const still = await stepped(2, { weightDecay: 0, momentum: 0 });
    const moving = await stepped(2, { weightDecay: 0, momentum: MOMENTUM });
    const [, first, second] = still.all;
    const [, , further] = moving.all;
    if (first === undefined || second === undefined || further === undefined)
      throw new Error('three values each');
    const more = velocityOf(second, further);
    gradient.forEach((value, i) => expect(more[i]).toBeCloseTo(MOMENTUM * value, 4));
  });

  it('clips the norm of both together', async () => {
    const free = await stepped(1, { weightDecay: 0 });
    const [start, after] = free.all;
    if (start === undefined || after === undefined) throw new Error('two values');
    const gradient = velocityOf(start, after);
    const norm = Math.hypot(...gradient);
    const clipped = await stepped(1, { weightDecay: 0, clip: norm / 4 });
    const [, shorter] = clipped.all;
    if (shorter === undefined) throw new Error('two values');
    velocityOf(start, shorter).forEach((value, i) =>
      expect(value).toBeCloseTo((gradient[i] ?? Number.NaN) / 4, 4),
    );
  });
});

it('has alphas whose deviation is that of the settings', () => {
  const initial = (deviation: number) => {
    const options = singleLevel.config.parse({ alphas: { initial: deviation } });
    return singleLevel.programs(task({}), options).initial(1)['alphas.normal'] ?? new Float32Array();
  };
  expect([...initial(0)]).toEqual(new Array(6).fill(0));
  expect(Math.hypot(...initial(2))).toBeCloseTo(2 * Math.hypot(...initial(1)), 5);
});
