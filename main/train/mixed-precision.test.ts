/** A final training in mixed precision. */
import { describe, expect, it } from 'vitest';
import { loweredNodes, typesOf } from '../../test/support/lowered-nodes.ts';
import { TINY_GENOTYPE, tinyData } from '../../test/support/tiny-data.ts';
import { createTfjsExecutor, forwardPasses, OPS, runPasses } from '../engine/index.ts';
import type { Precision, Program } from '../engine/index.ts';
import { traceDerivedNetwork, traceSupernet } from '../nn/index.ts';
import { CELL_SPACES, findPublished } from '../spaces/index.ts';
import { trainConfigSchema } from './config.ts';
import { createTrainLoop } from './loop.ts';
import { writeVariables } from './snapshot.ts';
import { trainingBundle } from './training-bundle.ts';
import type { TrainingBundle } from './training-bundle.ts';

const made = (precision: Precision, accumulate = 1): TrainingBundle =>
  trainingBundle({
    cell: { genotype: TINY_GENOTYPE, primitives: null },
    task: { height: 4, width: 4, channels: 1, classes: 3 },
    config: trainConfigSchema.parse({
      network: { initChannels: 2, cells: 3 },
      batch: 4,
      epochs: 1,
      weights: { learningRate: { max: 0.05 }, weightDecay: 0.01 },
      augment: {},
      precision,
      accumulate,
    }),
    trainBatches: [4],
    evaluationBatches: [3],
  });

const feeds = (size: number, first?: number) => {
  const images = Float32Array.from({ length: 16 * size }, (_, i) => Math.sin(i * i));
  if (first !== undefined) images[0] = first;
  return { images, labels: Int32Array.from({ length: size }, (_, i) => i % 3) };
};
const learningRate = Float32Array.of(0.05);

/** Runs programs in order from the start of seed 1, and reads all variables. */
async function after(bundle: TrainingBundle, calls: readonly (readonly [string, object])[]) {
  const executable = await (await createTfjsExecutor()).load(bundle.bundle);
  await writeVariables(executable, bundle.initial(1));
  for (const [program, given] of calls) await executable.run(program, { ...given });
  const values: Record<string, readonly number[]> = {};
  for (const name of Object.keys(bundle.bundle.variables)) {
    values[name] = Array.from(await executable.read(name));
  }
  await executable.dispose();
  return values;
}

const good = ['trainStep@4', { ...feeds(4), learningRate }] as const;
const bad = ['trainStep@4', { ...feeds(4, NaN), learningRate }] as const;

describe('a training step in float16', () => {
  const bundle = made('float16');

  it('keeps the scale among the variables, so that a checkpoint holds it', () => {
    expect(Object.keys(bundle.bundle.variables)).toEqual([
      ...Object.keys(made('float32').bundle.variables),
      'lossScale',
      'goodSteps',
    ]);
    expect(bundle.initial(1)['lossScale']).toEqual(Float32Array.of(2 ** 15));
  });

  // tfjs computes float16 as float32, so only the scaling is left.
  it('makes the update of float32', async () => {
    const [plain, scaled] = [await after(made('float32'), [good, good]), await after(bundle, [good, good])];
    expect(scaled).toMatchObject({ lossScale: [2 ** 15], goodSteps: [2] });
    for (const [name, values] of Object.entries(plain)) {
      values.forEach((value, i) => expect(scaled[name]?.[i]).toBeCloseTo(value, 4));
    }
  });

  it('changes no weight, velocity or statistic where a gradient is not finite', async () => {
    const [before, skipped] = [await after(bundle, [good]), await after(bundle, [good, bad])];
    expect(skipped).toEqual({ ...before, lossScale: [2 ** 14], goodSteps: [0] });
    const on = await after(bundle, [good, bad, good]);
    expect(on['weights']?.every(Number.isFinite)).toBe(true);
    expect(on['weights']).not.toEqual(before['weights']);
  });

  it('skips an accumulated batch of which one part overflows, and starts the next from zero', async () => {
    const parts = made('float16', 2);
    const part = (first?: number) => ['accumulate@2', feeds(2, first)] as const;
    const apply = ['applyStep', { learningRate }] as const;
    const skipped = await after(parts, [part(NaN), part(NaN), apply]);
    expect(skipped).toMatchObject({ lossScale: [2 ** 14], goodSteps: [0] });
    const { 'statistics.mean': mean } = await after(parts, []);
    expect(skipped['statistics.mean']).toEqual(mean);
    const [first, second] = [
      [part(), part(), apply],
      [part(NaN), part(), apply, part(), part(), apply],
    ];
    expect((await after(parts, second))['accumulator.weights']?.every((value) => value === 0)).toBe(true);
    // Running statistics differ by the part that was fine; a step in training does not look at them.
    const velocity = async (calls: typeof first) => (await after(parts, calls))['optimizer.velocity'];
    expect(await velocity(second)).toEqual(await velocity(first));
  });
});

describe.each(['bfloat16', 'float16'] as const)('the graph in %s', (dtype) => {
  const { bundle } = made(dtype);

  it('computes images in it, and normalization’s statistics, classifier, loss and update in float32', () => {
    const step = bundle.programs['trainStep@4'];
    if (step === undefined) throw new Error('there is a step');
    const nodes = loweredNodes(step);
    const images = [
      ...['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter', 'Relu', 'ReluGrad'],
      ...['FusedBatchNormV3', 'FusedBatchNormGradV3'],
    ];
    for (const op of images) expect([op, typesOf(nodes, op)]).toEqual([op, [dtype]]);
    for (const op of ['FusedBatchNormV3', 'FusedBatchNormGradV3']) {
      expect(typesOf(nodes, op, 'U')).toEqual(['float32']);
    }
    for (const op of ['MatMul', 'SoftmaxCrossEntropyWithLogits', 'AvgPool', 'Sum', 'Sqrt']) {
      expect([op, typesOf(nodes, op)]).toEqual([op, ['float32']]);
    }
    for (const v of Object.values({ ...step.feeds, ...step.reads, ...step.fetches, ...step.updates })) {
      expect(['float32', 'int32']).toContain(v.type.dtype);
    }
  });

  it('evaluates in it, too', () => {
    const evaluate = bundle.programs['evaluate@3'];
    if (evaluate === undefined) throw new Error('there is an evaluation');
    expect(typesOf(loweredNodes(evaluate), 'Conv2D')).toEqual([dtype]);
    expect(evaluate.fetches['logits']?.type.dtype).toBe('float32');
  });
});

describe('no image leaves the reduced type before the classifier', () => {
  const images = { batch: 2, height: 32, width: 32, inputChannels: 3, classes: 5, initChannels: 4 };

  /** The ops that take an image which was cast to float32. */
  const takers = ({ program }: { readonly program: Program }) => {
    const { equations } = runPasses(program, OPS, forwardPasses('bfloat16'));
    const wide = new Set(
      equations
        .filter(({ op, inputs: [x], attrs }) => {
          return op === 'cast' && x?.type.dtype === 'bfloat16' && attrs['dtype'] === 'float32';
        })
        .flatMap(({ outputs }) => outputs.filter((v) => v.type.shape.length === 4).map((v) => v.id)),
    );
    return equations.filter(({ inputs }) => inputs.some((v) => wide.has(v.id))).map(({ op }) => op);
  };

  it.each(Object.entries(CELL_SPACES))('in a supernet of %s', (_, space) => {
    for (const mode of ['train', 'eval'] as const) {
      const network = traceSupernet(space, { ...images, cells: 3, mode, weighting: 'scalar' });
      expect(takers(network)).toEqual(['avgPool']);
    }
  });

  it.each(['train', 'eval'] as const)('in a derived network with head and drop path, %s', (mode) => {
    const network = traceDerivedNetwork(findPublished('DARTS_V2').genotype, {
      ...images,
      ...{ cells: 6, mode, network: 'cifar', opTable: 'darts', auxiliary: true, dropPath: true },
    });
    expect(takers(network)).toEqual(['avgPool']);
  });
});

it('does not begin in float16 where there is no GPU', async () => {
  const config = trainConfigSchema.parse({
    network: { initChannels: 2, cells: 3 },
    batch: 4,
    epochs: 1,
    weights: { learningRate: { max: 0.1 }, weightDecay: 3e-4 },
    augment: {},
    precision: 'float16',
  });
  const executor = await createTfjsExecutor();
  const data = tinyData({ train: 12, test: 3 });
  const cell = { genotype: TINY_GENOTYPE, primitives: null };
  await expect(createTrainLoop({ config, cell, data, executor, seed: 1, restore: null })).rejects.toThrow(
    /float16 needs a GPU .* set "precision" to "bfloat16", or to "float32"/,
  );
});
