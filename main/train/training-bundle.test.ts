import { describe, expect, it } from 'vitest';
import { TINY_GENOTYPE } from '../../test/support/tiny-data.ts';
import { createTfjsExecutor } from '../engine/index.ts';
import type { TensorData } from '../engine/index.ts';
import { trainConfigSchema } from './config.ts';
import { writeVariables } from './snapshot.ts';
import { trainingBundle } from './training-bundle.ts';
import type { TrainingBundle } from './training-bundle.ts';

const RATE = 0.05;
const DECAY = 0.01;

function made(network: object = {}, size = 4): TrainingBundle {
  return trainingBundle({
    cell: { genotype: TINY_GENOTYPE, primitives: null },
    task: { height: size, width: size, channels: 1, classes: 3 },
    config: trainConfigSchema.parse({
      network: { initChannels: 2, cells: 3, ...network },
      batch: 4,
      epochs: 1,
      weights: { learningRate: { max: RATE }, weightDecay: DECAY, clip: 0.5 },
      augment: {},
    }),
    trainBatches: [4, 2],
    evaluationBatches: [3],
  });
}

const batch = (size: number): Record<string, TensorData> => ({
  images: Float32Array.from({ length: 4 * size * size }, (_, i) => Math.sin(i * i)),
  labels: Int32Array.of(0, 1, 2, 0),
  learningRate: Float32Array.of(RATE),
});

interface Stepped {
  readonly losses: readonly number[];
  readonly norm: number;
  readonly before: Readonly<Record<string, Float32Array>>;
  readonly after: Readonly<Record<string, Float32Array>>;
}

/** So many updates on one and the same batch. */
async function stepped(
  bundle: TrainingBundle,
  feeds: Readonly<Record<string, TensorData>>,
  updates = 1,
): Promise<Stepped> {
  const executable = await (await createTfjsExecutor()).load(bundle.bundle);
  const before = bundle.initial(1);
  await writeVariables(executable, before);
  const losses: number[] = [];
  let norm = Number.NaN;
  for (let i = 0; i < updates; i += 1) {
    const found = await executable.run('trainStep@4', feeds);
    losses.push(found['loss']?.[0] ?? Number.NaN);
    norm = found['gradientNorm']?.[0] ?? Number.NaN;
  }
  const after: Record<string, Float32Array> = {};
  for (const name of Object.keys(bundle.bundle.variables)) {
    after[name] = Float32Array.from(await executable.read(name));
  }
  await executable.dispose();
  return { losses, norm, before, after };
}

const l2 = (values: Iterable<number>) => Math.hypot(...values);

describe('trainingBundle', () => {
  const plain = made();

  it('has a program for each size of batch', () => {
    expect(Object.keys(plain.bundle.programs)).toEqual(['trainStep@4', 'trainStep@2', 'evaluate@3']);
    expect(Object.keys(plain.bundle.variables)).toEqual([
      'weights',
      'statistics.mean',
      'statistics.variance',
      'optimizer.velocity',
    ]);
  });

  it('clips, decays and moves the weights by the velocity', async () => {
    const { norm, before, after } = await stepped(plain, batch(4));
    const [old = [], weights = [], velocity = []] = [
      before['weights'],
      after['weights'],
      after['optimizer.velocity'],
    ];
    expect(norm).toBeGreaterThan(0.5);
    const gradient = Array.from(velocity, (v, i) => v - DECAY * (old[i] ?? 0));
    expect(l2(gradient)).toBeCloseTo(0.5, 4);
    Array.from(velocity, (v, i) => expect(weights[i]).toBeCloseTo((old[i] ?? 0) - RATE * v, 5));
  });

  it('keeps running statistics', async () => {
    const { after } = await stepped(plain, batch(4));
    expect(after['statistics.variance']?.every((value) => value > 0.89 && value !== 1)).toBe(true);
    expect(after['statistics.mean']?.some((value) => value !== 0)).toBe(true);
  });

  it('learns a batch by heart', async () => {
    const { losses } = await stepped(plain, batch(4), 30);
    expect(losses.at(-1)).toBeLessThan(0.5 * (losses[0] ?? 0));
  });
});

describe('the published options of a network', () => {
  const choke = { primitive: 'choke_conv_3x3', input: 1 } as const;
  const cell = { edges: [choke, { ...choke, input: 0 }], concat: [2] };
  const sharp = (network: object) =>
    trainingBundle({
      cell: { genotype: { normal: cell, reduction: cell }, primitives: null },
      task: { height: 8, width: 8, channels: 1, classes: 3 },
      config: trainConfigSchema.parse({
        network: { opTable: 'sharp', initChannels: 2, cells: 3, ...network },
        ...{ batch: 4, epochs: 1, weights: { learningRate: { max: RATE }, weightDecay: 0 }, augment: {} },
      }),
      trainBatches: [4],
      evaluationBatches: [],
    });

  it('are 32 mid channels where nothing is said, and as many as are said', () => {
    expect(sharp({}).parameters).toBe(sharp({ midChannels: 32 }).parameters);
    expect(sharp({ midChannels: 16 }).parameters).toBeLessThan(sharp({}).parameters);
  });

  it('are reduction cells at a spacing', () => {
    // Of four cells, those at one and two thirds are the second and the third, every second the second and the fourth.
    const [thirds, second] = [made({ cells: 4 }), made({ cells: 4, reductions: { spacing: 2 } })];
    expect(second.macs).toBeGreaterThan(thirds.macs);
    expect(made({ cells: 4, reductions: { spacing: 5 } }).parameters).toBeLessThan(thirds.parameters);
  });
});

describe('drop path', () => {
  const dropping = made({ dropPath: 0.5 });
  const drawn = (keep: number, seed: number) => ({
    ...batch(4),
    dropPathKeep: Float32Array.of(keep),
    seed: Int32Array.of(seed, 0),
  });

  it('changes nothing where every path is kept', async () => {
    const { losses } = await stepped(made(), batch(4));
    expect((await stepped(dropping, drawn(1, 3))).losses).toEqual(losses);
  });

  it('follows the seed of the step alone', async () => {
    const { losses } = await stepped(dropping, drawn(0.5, 3));
    expect((await stepped(dropping, drawn(0.5, 3))).losses).toEqual(losses);
    expect((await stepped(dropping, drawn(0.5, 4))).losses).not.toEqual(losses);
  });

  it('is not in evaluation', () => {
    expect(Object.keys(dropping.bundle.programs['evaluate@3']?.feeds ?? {})).toEqual(['images']);
  });
});

describe('the auxiliary head', () => {
  // The head stands on the third cell, whose map is 6x6.
  const SIZE = 24;
  const without = made({ cells: 4 }, SIZE);
  const withHead = (auxiliaryWeight: number) => made({ cells: 4, auxiliary: true, auxiliaryWeight }, SIZE);

  it('is not counted, but trained', () => {
    const bundle = withHead(0.4);
    const { parameters, macs } = bundle;
    expect({ parameters, macs }).toEqual({ parameters: without.parameters, macs: without.macs });
    expect(bundle.initial(1)['weights']?.length).toBeGreaterThan(parameters + 100_000);
  });

  it('moves the weights by as much as its loss weighs', async () => {
    const stemAfter = async (bundle: TrainingBundle) => {
      const { after, losses } = await stepped(bundle, batch(SIZE));
      return { losses, stem: after['weights']?.slice(0, 54) };
    };
    const plain = await stemAfter(without);
    const silent = await stemAfter(withHead(0));
    expect(silent.losses).toEqual(plain.losses);
    silent.stem?.forEach((value, i) => expect(value).toBeCloseTo(plain.stem?.[i] ?? Number.NaN, 6));
    const heard = await stemAfter(withHead(0.4));
    // The loss that is told is the network's own.
    expect(heard.losses).toEqual(plain.losses);
    expect(heard.stem).not.toEqual(plain.stem);
  });
});

describe('a divided batch', () => {
  /** Without momentum, decay and clipping, the velocity after one update is the gradient. */
  const bundleOf = (division: { devices?: number; accumulate?: number; dropPath?: number }, sizes = [4]) =>
    trainingBundle({
      cell: { genotype: TINY_GENOTYPE, primitives: null },
      task: { height: 4, width: 4, channels: 1, classes: 3 },
      config: trainConfigSchema.parse({
        network: { initChannels: 2, cells: 3, dropPath: division.dropPath ?? 0 },
        batch: 4,
        epochs: 1,
        weights: { learningRate: { max: RATE }, weightDecay: 0, clip: null },
        augment: {},
        devices: division.devices ?? 1,
        accumulate: division.accumulate ?? 1,
      }),
      trainBatches: sizes,
      evaluationBatches: [],
    });
  const { images, labels, learningRate } = batch(4);
  const part = (begin: number, end: number) => ({
    images: (images ?? new Float32Array()).slice(16 * begin, 16 * end),
    labels: (labels ?? new Int32Array()).slice(begin, end),
  });

  /** The calls of one update from the start, and what they leave. */
  async function after(
    made: TrainingBundle,
    calls: readonly (readonly [string, Readonly<Record<string, TensorData>>])[],
  ) {
    const executable = await (await createTfjsExecutor()).load(made.bundle);
    await writeVariables(executable, made.initial(1));
    const logits: number[] = [];
    for (const [program, feeds] of calls) {
      logits.push(...((await executable.run(program, feeds))['logits'] ?? []));
    }
    const read = async (name: string) => Array.from(await executable.read(name));
    const left = { logits, gradient: await read('optimizer.velocity'), mean: await read('statistics.mean') };
    const sums = Object.keys(made.bundle.variables).filter((name) => name.startsWith('accumulator.'));
    for (const name of sums) expect((await read(name)).every((value) => value === 0)).toBe(true);
    await executable.dispose();
    return left;
  }
  const rate: Record<string, TensorData> = { learningRate: learningRate ?? Float32Array.of(RATE) };
  const alone = (begin: number) =>
    after(bundleOf({}, [2]), [['trainStep@2', { ...part(begin, begin + 2), ...rate }]]);
  const near = (found: readonly number[], expected: readonly number[]) => {
    expect(found).toHaveLength(expected.length);
    const size = Math.max(...expected.map(Math.abs));
    expected.forEach((value, i) =>
      expect(Math.abs((found[i] ?? Number.NaN) - value)).toBeLessThan(1e-5 * size),
    );
  };

  it('over two devices gives the mean of the gradients of its halves, and the statistics of the first', async () => {
    const [first, second] = [await alone(0), await alone(2)];
    const divided = await after(bundleOf({ devices: 2 }), [['trainStep@4', { ...part(0, 4), ...rate }]]);
    near(
      divided.gradient,
      first.gradient.map((value, i) => (value + (second.gradient[i] ?? 0)) / 2),
    );
    near(divided.logits, [...first.logits, ...second.logits]);
    near(divided.mean, first.mean);
    expect(second.mean).not.toEqual(first.mean);
  });

  it('over two passes gives the same gradient, and the statistics of both', async () => {
    const [first, second] = [await alone(0), await alone(2)];
    const made = bundleOf({ accumulate: 2 });
    expect(Object.keys(made.bundle.programs)).toEqual(['accumulate@2', 'applyStep']);
    const divided = await after(made, [
      ['accumulate@2', part(0, 2)],
      ['accumulate@2', part(2, 4)],
      ['applyStep', rate],
    ]);
    near(
      divided.gradient,
      first.gradient.map((value, i) => (value + (second.gradient[i] ?? 0)) / 2),
    );
    near(divided.logits, [...first.logits, ...second.logits]);
    near(
      divided.mean,
      first.mean.map((value, i) => 0.9 * value + (second.mean[i] ?? 0)),
    );
  });

  it('over two devices in two passes has a tower an image', async () => {
    const made = bundleOf({ devices: 2, accumulate: 2 });
    expect(made.bundle.programs['accumulate@2']?.feeds['images']?.type.shape).toEqual([2, 4, 4, 1]);
    const towers = made.bundle.programs['accumulate@2']?.equations.filter(
      ({ op }) => op === 'softmaxCrossEntropy',
    );
    expect(towers?.map(({ device, inputs }) => [device, inputs[0]?.type.shape])).toEqual([
      [0, [1, 3]],
      [1, [1, 3]],
    ]);
  });

  it('drops other paths on each device', async () => {
    const [first, second] = [part(0, 2), part(0, 2)];
    const both = {
      images: Float32Array.from([...first.images, ...second.images]),
      labels: Int32Array.from([...first.labels, ...second.labels]),
    };
    const drawn = { dropPathKeep: Float32Array.of(0.5), seed: Int32Array.of(3, 0) };
    const made = bundleOf({ devices: 2, dropPath: 0.5 });
    const { logits } = await after(made, [['trainStep@4', { ...both, ...rate, ...drawn }]]);
    expect(logits.slice(0, 6)).not.toEqual(logits.slice(6));
    const kept = { ...drawn, dropPathKeep: Float32Array.of(1) };
    const equal = await after(made, [['trainStep@4', { ...both, ...rate, ...kept }]]);
    expect(equal.logits.slice(0, 6)).toEqual(equal.logits.slice(6));
  });
});
