/** A search in mixed precision. */
import { describe, expect, it } from 'vitest';
import { loweredNodes, typesOf } from '../../test/support/lowered-nodes.ts';
import { TINY_SPACE, tinyData } from '../../test/support/tiny-data.ts';
import { TINY_SETTINGS, tinyBatch, tinyTask } from '../../test/support/tiny-search.ts';
import { createTfjsExecutor } from '../engine/index.ts';
import type { Precision, Program } from '../engine/index.ts';
import { writeVariables } from '../train/index.ts';
import { searchConfigSchema } from './config.ts';
import { createSearchLoop } from './open.ts';
import { STRATEGIES } from './registry.ts';
import { searchSettingsSchema } from './settings.ts';
import type { LabelledBatch } from './supernet-method.ts';

const { darts } = STRATEGIES;

function made(precision: Precision, order: 'first' | 'second', accumulate = 1) {
  const settings = darts.config.parse({ order, alphas: { learningRate: 0.01 } });
  const config = searchSettingsSchema.parse({ ...TINY_SETTINGS, precision, accumulate });
  const programs = darts.programs(tinyTask(config), settings);
  return { settings, accumulate, ...programs };
}

const batch = (phase: number, first?: number): LabelledBatch => {
  const made = tinyBatch(4, phase);
  if (first !== undefined) made.images[0] = first;
  return made;
};

/** Steps of a search, each on the two batches given, and all variables after them. */
async function after(
  search: ReturnType<typeof made>,
  steps: readonly (readonly [LabelledBatch, LabelledBatch])[],
) {
  const { settings, accumulate, bundle } = search;
  const executable = await (await createTfjsExecutor()).load(bundle);
  await writeVariables(executable, search.initial(1));
  for (const [step, [weightBatch, alphaBatch]] of steps.entries()) {
    const on = { executable, space: TINY_SPACE, seed: 1, step, learningRate: 0.05, weightBatch, accumulate };
    await darts.step({ ...on, alphaBatch }, settings);
  }
  const values: Record<string, readonly number[]> = {};
  for (const name of Object.keys(bundle.variables)) values[name] = Array.from(await executable.read(name));
  await executable.dispose();
  return values;
}

const FINE = [batch(0), batch(1)] as const;
const programOf = (search: ReturnType<typeof made>, name: string): Program => {
  const program = search.bundle.programs[name];
  if (program === undefined) throw new Error(`there is no ${name}`);
  return program;
};

describe.each(['first', 'second'] as const)('a search in float16, %s order', (order) => {
  const search = made('float16', order);

  // tfjs computes float16 as float32, so only the scaling is left.
  it('makes the steps of float32', async () => {
    const plain = await after(made('float32', order), [FINE, FINE]);
    const scaled = await after(search, [FINE, FINE]);
    // Alphas and weights: two updates a step.
    expect(scaled).toMatchObject({ lossScale: [2 ** 15], goodSteps: [4] });
    for (const [name, values] of Object.entries(plain)) {
      values.forEach((value, i) => expect(scaled[name]?.[i]).toBeCloseTo(value, 3));
    }
  });

  it('changes nothing where all gradients overflow, and halves the scale at each update', async () => {
    const before = await after(search, [FINE]);
    const bad = [batch(0, NaN), batch(1, NaN)] as const;
    const skipped = await after(search, [FINE, bad]);
    expect(skipped).toEqual({ ...before, lossScale: [2 ** 13], goodSteps: [0] });
  });

  it('skips accumulated updates alike', async () => {
    const parts = made('float16', order, 2);
    const start = await after(parts, []);
    const skipped = await after(parts, [[batch(0, NaN), batch(1, NaN)]]);
    const untouched = ['weights', 'alphas.normal', 'alphas.reduction', 'optimizer.velocity'];
    for (const name of untouched) expect([name, skipped[name]]).toEqual([name, start[name]]);
    expect(skipped).toMatchObject({ lossScale: [2 ** 13], goodSteps: [0] });
    expect(Object.values(skipped).flat().every(Number.isFinite)).toBe(true);
  });
});

it('skips the alphas’ update alone where only their images overflow', async () => {
  const search = made('float16', 'first');
  const start = await after(search, []);
  const half = await after(search, [[batch(0), batch(1, NaN)]]);
  expect(half['alphas.normal']).toEqual(start['alphas.normal']);
  expect(half['optimizer.alphas.normal.first']).toEqual(start['optimizer.alphas.normal.first']);
  expect(half['weights']).not.toEqual(start['weights']);
  expect(half).toMatchObject({ lossScale: [2 ** 14], goodSteps: [1] });
});

describe.each(['bfloat16', 'float16'] as const)('the graph in %s', (dtype) => {
  it('has the images of both steps in it, and the mixture in float32', () => {
    const search = made(dtype, 'first');
    for (const name of ['alphaStep', 'weightStep@4']) {
      const nodes = loweredNodes(programOf(search, name));
      const images = ['Conv2D', 'DepthwiseConv2dNative', 'FusedBatchNormV3', 'FusedBatchNormGradV3', 'Relu'];
      for (const op of images) expect([name, op, typesOf(nodes, op)]).toEqual([name, op, [dtype]]);
      for (const op of ['Softmax', 'MatMul', 'SoftmaxCrossEntropyWithLogits']) {
        expect([name, op, typesOf(nodes, op)]).toEqual([name, op, ['float32']]);
      }
    }
  });

  it('takes the finite difference of the second order in float32', () => {
    const nodes = loweredNodes(programOf(made(dtype, 'second'), 'alphaStep@4'));
    const convolutions = nodes.filter(({ op }) => op === 'Conv2D');
    const reduced = convolutions.filter(
      ({ attrs }) => JSON.stringify(attrs['T']) === JSON.stringify({ type: dtype }),
    );
    // Four passes, of which the two beside the weights are in float32.
    expect(reduced).toHaveLength(convolutions.length / 2);
  });
});

it('does not begin in float16 where there is no GPU', async () => {
  const config = searchConfigSchema.parse({
    space: 'tiny',
    method: { name: 'darts', options: { alphas: {} } },
    ...TINY_SETTINGS,
    precision: 'float16',
  });
  const executor = await createTfjsExecutor();
  const data = tinyData({ train: 12, test: 3 });
  await expect(
    createSearchLoop({ config, space: TINY_SPACE, data, executor, seed: 1, restore: null }),
  ).rejects.toThrow(/float16 needs a GPU .* set "precision" to "bfloat16", or to "float32"/);
});
