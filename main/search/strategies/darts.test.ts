import { describe, expect, it } from 'vitest';
import { recordingExecutor } from '../../../test/support/recording-executor.ts';
import { TINY_SPACE } from '../../../test/support/tiny-data.ts';
import { TINY_SETTINGS, tinyBatch, tinyTask } from '../../../test/support/tiny-search.ts';
import { createTfjsExecutor } from '../../engine/index.ts';
import type { Executable } from '../../engine/index.ts';
import { writeVariables } from '../../train/index.ts';
import { searchSettingsSchema } from '../settings.ts';
import type { LabelledBatch, SearchTask } from '../supernet-method.ts';
import { darts } from './darts.ts';

const executor = await createTfjsExecutor();
const RATE = TINY_SETTINGS.weights.learningRate.max;
const task = (changed: Partial<SearchTask> = {}): SearchTask => ({
  ...tinyTask(searchSettingsSchema.parse(TINY_SETTINGS)),
  weightBatches: [4, 2],
  ...changed,
});
const settings = (options: object = {}) =>
  darts.config.parse({ alphas: { learningRate: 0.01, weightDecay: 0 }, ...options });

type Variables = Readonly<Record<string, Float32Array>>;

async function variablesOf(executable: Executable, names: readonly string[]): Promise<Variables> {
  const entries: [string, Float32Array][] = [];
  for (const name of names) entries.push([name, Float32Array.from(await executable.read(name))]);
  return Object.fromEntries(entries);
}

/** One step from the start of seed 1, and what it ran. */
async function stepped(options: object, weightBatch = tinyBatch(4, 0)) {
  const config = settings(options);
  const made = darts.programs(task(), config);
  const recorded = recordingExecutor(executor);
  const executable = await recorded.executor.load(made.bundle);
  await writeVariables(executable, made.initial(1));
  const names = Object.keys(made.bundle.variables);
  const before = await variablesOf(executable, names);
  const on = {
    executable,
    space: TINY_SPACE,
    seed: 1,
    step: 0,
    learningRate: RATE,
    weightBatch,
    accumulate: 1,
  };
  const report = await darts.step({ ...on, alphaBatch: tinyBatch(4, 1) }, config);
  const after = await variablesOf(executable, names);
  await executable.dispose();
  return { before, after, report, runs: recorded.runs };
}

const l2 = (values: Iterable<number>) => Math.hypot(...values);
const difference = (a: ArrayLike<number> = [], b: ArrayLike<number> = []) =>
  Array.from(a, (value, i) => value - (b[i] ?? Number.NaN));

describe('programs', () => {
  const namesOf = (options: object) => Object.keys(darts.programs(task(), settings(options)).bundle.programs);

  it('of the first order share one step of the alphas', () => {
    expect(namesOf({})).toEqual(['alphaStep', 'weightStep@4', 'weightStep@2', 'evaluate@3']);
  });

  it('of the second order have one for each size of the weights batch', () => {
    expect(namesOf({ order: 'second' })).toEqual([
      ...['alphaStep@4', 'alphaStep@2', 'weightStep@4', 'weightStep@2', 'evaluate@3'],
    ]);
  });

  it('keep everything in variables, the moments of the alphas too', () => {
    const made = darts.programs(task(), settings());
    const { bundle, parameters } = made;
    expect(Object.keys(bundle.variables).sort()).toEqual([
      'alphas.normal',
      'alphas.reduction',
      'optimizer.alphas.normal.first',
      'optimizer.alphas.normal.second',
      'optimizer.alphas.reduction.first',
      'optimizer.alphas.reduction.second',
      'optimizer.velocity',
      'statistics.mean',
      'statistics.variance',
      'weights',
    ]);
    expect(bundle.variables['alphas.normal']?.shape).toEqual([2, 3]);
    expect(made.initial(1)['weights']).toHaveLength(parameters);
  });

  it('begin with alphas at zero where the settings ask for it', () => {
    const made = darts.programs(task(), settings({ alphas: { initial: 0 } }));
    expect([...(made.initial(1)['alphas.normal'] ?? [])]).toEqual(new Array(6).fill(0));
  });

  it('say whether the zero operation is left out when a cell is derived', () => {
    const skips = (options: object) => darts.programs(task(), settings(options)).skipZero;
    expect([skips({}), skips({ derive: 'keep-none' })]).toEqual([true, false]);
  });

  it('evaluate nothing where the settings ask for no score', () => {
    const config = { ...task().config, evaluateEvery: null };
    const { bundle } = darts.programs(task({ config }), settings());
    expect(Object.keys(bundle.programs)).toEqual(['alphaStep', 'weightStep@4', 'weightStep@2']);
  });

  it('begin with small random alphas, by the seed', () => {
    const made = darts.programs(task(), settings());
    const { 'alphas.normal': normal, 'alphas.reduction': reduction } = made.initial(1);
    expect(l2(normal ?? [])).toBeGreaterThan(1e-4);
    expect(Math.max(...(normal ?? []))).toBeLessThan(5e-3);
    expect(reduction).not.toEqual(normal);
    expect(made.initial(1)['alphas.normal']).toEqual(normal);
    expect(made.initial(2)['alphas.normal']).not.toEqual(normal);
  });
});

describe('a step', () => {
  it('moves the alphas by Adam first, then the weights, each on its own images', async () => {
    const { before, after, runs, report } = await stepped({});
    expect(runs.map(({ program }) => program)).toEqual(['alphaStep', 'weightStep@4']);
    const [alphaRun, weightRun] = runs;
    expect(alphaRun?.feeds['valid.images']).toEqual(tinyBatch(4, 1).images);
    expect(weightRun?.feeds['images']).toEqual(tinyBatch(4, 0).images);
    // Adam's first step is as long as its rate, wherever the gradient is not zero.
    const moved = difference(after['alphas.normal'], before['alphas.normal']).map(Math.abs);
    for (const step of moved) expect(step).toBeCloseTo(0.01, 4);
    const weights = difference(after['weights'], before['weights']);
    expect(l2(weights)).toBeCloseTo(RATE * l2(after['optimizer.velocity'] ?? []), 5);
    expect(report.train.loss).toBeGreaterThan(0.3);
    expect(report.valid?.loss).not.toBe(report.train.loss);
  });

  it('takes an odd batch by a program of its own', async () => {
    const { runs } = await stepped({ order: 'second' }, tinyBatch(2, 0));
    expect(runs.map(({ program }) => program)).toEqual(['alphaStep@2', 'weightStep@2']);
  });

  it('of the second order gives other alphas, and the statistics of three passes', async () => {
    const first = await stepped({});
    const second = await stepped({ order: 'second' });
    expect(second.after['optimizer.alphas.normal.first']).not.toEqual(
      first.after['optimizer.alphas.normal.first'],
    );
    expect(second.runs[0]?.feeds['train.images']).toEqual(tinyBatch(4, 0).images);
    // A tenth of the batch's variance is added a pass to nine tenths of the rest: 0.9^4 of the start is left, and 0.9^2.
    const least = (variances: Float32Array | undefined) => Math.min(...(variances ?? []));
    expect(least(second.after['statistics.variance'])).toBeGreaterThanOrEqual(0.9 ** 4 - 1e-6);
    expect(least(second.after['statistics.variance'])).toBeLessThan(0.9 ** 2);
    expect(least(first.after['statistics.variance'])).toBeGreaterThanOrEqual(0.9 ** 2 - 1e-6);
  });

  it('weighs the best candidate fully with maxW', async () => {
    const scalar = await stepped({});
    const maxW = await stepped({ weighting: 'maxW' });
    expect(maxW.report.train.loss).not.toBe(scalar.report.train.loss);
  });
});

describe('the alphas of the second order', () => {
  const unclipped = searchSettingsSchema.parse({
    ...task().config,
    weights: { ...task().config.weights, clip: null },
  });
  const [train, valid] = [tinyBatch(4, 0), tinyBatch(4, 1)];
  const start = (): Variables => {
    const made = darts.programs(task(), settings());
    const initial = made.initial(1);
    const velocity = Float32Array.from({ length: made.parameters }, (_, i) => 0.1 * Math.cos(i));
    return { ...initial, 'optimizer.velocity': velocity };
  };
  const noMove = { stepSize: Float32Array.of(0), rootCorrection: Float32Array.of(1) };

  /** The gradient by the alphas of normal cells, at these weights, on these images: a step of the first order. */
  async function alphaGradient(weights: Float32Array, on: LabelledBatch): Promise<readonly number[]> {
    const { bundle } = darts.programs({ ...task(), config: unclipped }, settings());
    const executable = await executor.load(bundle);
    await writeVariables(executable, { ...start(), weights });
    const feeds = { 'valid.images': on.images, 'valid.labels': on.labels, ...noMove };
    const found = await executable.run('alphaStep', feeds);
    await executable.dispose();
    return Array.from(found['gradient.normal'] ?? []);
  }

  /** Weights and velocity after an update of the weights. */
  async function weightsAfter(at: Variables, on: LabelledBatch, weightSettings: object): Promise<Variables> {
    const config = searchSettingsSchema.parse({
      ...unclipped,
      weights: { ...unclipped.weights, ...weightSettings },
    });
    const { bundle } = darts.programs({ ...task(), config }, settings());
    const executable = await executor.load(bundle);
    await writeVariables(executable, at);
    const { images, labels } = on;
    await executable.run('weightStep@4', { images, labels, learningRate: Float32Array.of(RATE) });
    const after = await variablesOf(executable, ['weights', 'optimizer.velocity']);
    await executable.dispose();
    return after;
  }

  async function secondOrder(rate: number, options: object = {}) {
    const all = settings({ order: 'second', ...options });
    const { bundle } = darts.programs({ ...task(), config: unclipped }, all);
    const executable = await executor.load(bundle);
    await writeVariables(executable, start());
    const found = await executable.run('alphaStep@4', {
      'train.images': train.images,
      'train.labels': train.labels,
      'valid.images': valid.images,
      'valid.labels': valid.labels,
      learningRate: Float32Array.of(rate),
      ...noMove,
    });
    await executable.dispose();
    const listed = (name: string) => Array.from(found[name] ?? []);
    return {
      gradient: listed('gradient.normal'),
      implicit: listed('implicit.normal'),
      epsilon: listed('epsilon')[0] ?? Number.NaN,
    };
  }

  const near = (found: readonly number[], expected: readonly number[], share: number) => {
    expect(found).toHaveLength(expected.length);
    const size = Math.max(...expected.map(Math.abs));
    expected.forEach((value, i) =>
      expect(Math.abs((found[i] ?? Number.NaN) - value)).toBeLessThan(share * size),
    );
  };

  it('are those of the first order at a rate of 0', async () => {
    const { weights = new Float32Array() } = start();
    near((await secondOrder(0)).gradient, await alphaGradient(weights, valid), 1e-5);
  });

  it('are the gradient at the virtual weights, minus the rate times the finite difference', async () => {
    const { gradient, implicit, epsilon } = await secondOrder(RATE);
    // The virtual step is that of the optimizer, with its momentum and decay.
    const { weights: virtual = new Float32Array() } = await weightsAfter(start(), train, {});
    const direct = await alphaGradient(virtual, valid);
    near(
      gradient,
      direct.map((value, i) => value - RATE * (implicit[i] ?? 0)),
      1e-4,
    );

    const { weights: begun = new Float32Array() } = start();
    const { weights: straight = new Float32Array() } = await weightsAfter(
      { ...start(), 'optimizer.velocity': new Float32Array(begun.length) },
      train,
      { momentum: 0, weightDecay: 0 },
    );
    const plain = await secondOrder(RATE, { virtualStep: 'plain' });
    near(
      plain.gradient,
      (await alphaGradient(straight, valid)).map((value, i) => value - RATE * (plain.implicit[i] ?? 0)),
      1e-4,
    );
    expect(plain.gradient).not.toEqual(gradient);

    const bare = { ...start(), weights: virtual, 'optimizer.velocity': new Float32Array(virtual.length) };
    const { 'optimizer.velocity': u = new Float32Array() } = await weightsAfter(bare, valid, {
      momentum: 0,
      weightDecay: 0,
    });
    expect(epsilon).toBeCloseTo(0.01 / l2(u), 6);
    const { weights = new Float32Array() } = start();
    const moved = (by: number) => weights.map((value, i) => value + by * (u[i] ?? 0));
    const ahead = await alphaGradient(moved(epsilon), train);
    const behind = await alphaGradient(moved(-epsilon), train);
    near(
      implicit,
      difference(ahead, behind).map((value) => value / (2 * epsilon)),
      1e-2,
    );
  });
});

describe.each(['first', 'second'])('a divided batch, %s order', (order) => {
  const half = tinyBatch(2, 0);
  const valid = tinyBatch(2, 1);
  /** A batch that is the same images twice, so that every half normalizes alike. */
  const twice = ({ images, labels, size }: LabelledBatch): LabelledBatch => ({
    images: Float32Array.from([...images, ...images]),
    labels: Int32Array.from([...labels, ...labels]),
    size: 2 * size,
  });
  const taskOf = (size: number, division: object) => {
    const { config } = task();
    return task({
      config: searchSettingsSchema.parse({ ...config, batch: size, ...division }),
      weightBatches: [size],
      alphaBatch: size,
      evaluationBatches: [],
    });
  };

  /** Two steps from the start, and the alphas' gradients of both. */
  async function twoSteps(size: number, division: { devices?: number; accumulate?: number }) {
    const config = settings({ order });
    const made = darts.programs(taskOf(size, division), config);
    const loaded = await executor.load(made.bundle);
    const gradients: number[] = [];
    const executable: Executable = {
      ...loaded,
      async run(program, feeds) {
        const found = await loaded.run(program, feeds);
        gradients.push(...(found['gradient.normal'] ?? []), ...(found['gradient.reduction'] ?? []));
        return found;
      },
      read: (name) => loaded.read(name),
      write: (name, value) => loaded.write(name, value),
      dispose: () => loaded.dispose(),
    };
    await writeVariables(executable, made.initial(1));
    const [weightBatch, alphaBatch] = size === 2 ? [half, valid] : [twice(half), twice(valid)];
    const { accumulate = 1 } = division;
    const given = { space: TINY_SPACE, seed: 1, learningRate: RATE, weightBatch, accumulate };
    const on = { executable, ...given, alphaBatch };
    const reports = [
      await darts.step({ ...on, step: 0 }, config),
      await darts.step({ ...on, step: 1 }, config),
    ];
    const names = Object.keys(made.bundle.variables);
    const left = await variablesOf(executable, names);
    await executable.dispose();
    return { reports, gradients, left, programs: Object.keys(made.bundle.programs) };
  }
  const trained = ['weights', 'alphas.normal', 'alphas.reduction', 'optimizer.velocity'];

  it.each([{ devices: 2 }, { accumulate: 2 }])(
    'is the step of one half where both are equal: %o',
    async (division) => {
      const [alone, divided] = [await twoSteps(2, {}), await twoSteps(4, division)];
      const size = Math.max(...alone.gradients.map(Math.abs));
      expect(alone.gradients).toHaveLength(divided.gradients.length);
      expect(size).toBeGreaterThan(1e-3);
      alone.gradients.forEach((value, i) =>
        expect(Math.abs((divided.gradients[i] ?? Number.NaN) - value)).toBeLessThan(1e-2 * size),
      );
      for (const name of trained) {
        const [expected, found] = [alone.left[name], divided.left[name]];
        expect(found).toHaveLength(expected?.length ?? 0);
        // The quotient of the finite difference carries the rounding of its gradients.
        expected?.forEach((value, i) =>
          expect(Math.abs((found?.[i] ?? Number.NaN) - value)).toBeLessThan(2e-3),
        );
      }
      alone.reports.forEach(({ train, valid }, i) => {
        expect(divided.reports[i]?.train.loss).toBeCloseTo(train.loss, 3);
        expect(divided.reports[i]?.valid?.loss).toBeCloseTo(valid?.loss ?? Number.NaN, 3);
      });
    },
  );

  it('leaves no sums behind, and has a program for each size of its parts', async () => {
    const { left, programs } = await twoSteps(4, { accumulate: 2 });
    const sums = Object.entries(left).filter(([name]) => name.startsWith('accumulator.'));
    expect(sums.map(([name]) => name.slice('accumulator.'.length)).sort()).toEqual(
      order === 'first'
        ? ['alphas.normal', 'alphas.reduction', 'weights']
        : [
            ...['alphas.normal', 'alphas.reduction', 'difference.normal', 'difference.reduction'],
            ...['unrolled', 'weights'],
          ],
    );
    for (const [, values] of sums) expect(values.every((value) => value === 0)).toBe(true);
    expect(programs).toEqual([
      ...(order === 'first' ? ['accumulateAlphas'] : ['accumulateUnrolled', 'accumulateDifference@2']),
      ...['applyAlphas', 'accumulateWeights@2', 'applyWeights'],
    ]);
  });
});
