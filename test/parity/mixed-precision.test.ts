/** bfloat16 on TensorFlow's CPU kernels: ops, a supernet's gradients, and whole runs, each beside float32. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { Builder, createTensorflowExecutor, gradients, OPS } from '../../main/engine/index.ts';
import type { Executor, OpTable, Precision, Program, TensorData, Var } from '../../main/engine/index.ts';
import { SEARCH_PRESETS, STRATEGIES } from '../../main/search/index.ts';
import { findSpace } from '../../main/spaces/index.ts';
import { expectClose } from '../support/close.ts';
import { everyCase, inputsOf, projectionsOf } from '../support/samples.ts';
import type { Case } from '../support/samples.ts';
import { runToTrail, TINY_RUNS } from '../support/tiny-runs.ts';
import type { TinyName } from '../support/tiny-runs.ts';

const TABLE: OpTable = OPS;
const SEED = 11;
const RESOURCES = fileURLToPath(new URL('../../resources', import.meta.url));

let executor: Executor;
beforeAll(() => {
  executor = createTensorflowExecutor();
});

describe('ops of networks', () => {
  /** How many of the operands are images, and so may be reduced; all where an op is not listed. */
  const IMAGES: Readonly<Record<string, number>> = { batchNorm: 1, batchNormInference: 1, batchNormGrad: 2 };
  const NAMES = [
    ...['conv2d', 'conv2dInputGrad', 'conv2dFilterGrad'],
    ...['depthwiseConv2d', 'depthwiseInputGrad', 'depthwiseFilterGrad'],
    ...['batchNorm', 'batchNormGrad', 'batchNormInference', 'relu', 'reluGrad'],
    ...['maxPool', 'maxPoolGrad', 'avgPool', 'avgPoolGrad'],
    ...['add', 'addN', 'sub', 'mul', 'neg', 'maximum', 'minimum', 'select'],
    ...[
      'reshape',
      'transpose',
      'broadcastTo',
      'concat',
      'split',
      'slice',
      'stridedSlice',
      'stridedSliceGrad',
    ],
    ...['pad', 'reverse', 'spaceToBatch', 'batchToSpace'],
  ];
  /** Of the greatest value: bfloat16 has 8 bits, and the operands are rounded too; more where sums nearly cancel. */
  const TOLERANCE = 0.05;
  const CASES = everyCase().filter(
    ({ op, sample }) => NAMES.includes(op) && sample.inputs.some(({ dtype }) => dtype === 'float32'),
  );

  /** The op with its images cast to a type before and its results cast back after, and the gradients of their sum. */
  function programOf(one: Case, dtype: Precision): Program {
    const b = new Builder(TABLE);
    const inputs = one.sample.inputs.map((type, i) => b.feed(`x${i}`, type));
    const images = IMAGES[one.op] ?? inputs.length;
    const operands = inputs.map((v, i) =>
      i < images && v.type.dtype === 'float32' ? b.one('cast', [v], { dtype }) : v,
    );
    const results = b.all(one.op, operands, one.sample.attrs).map((v) => {
      return v.type.dtype === dtype ? b.one('cast', [v], { dtype: 'float32' }) : v;
    });
    const compared = one.sample.compared ?? results.map((_, i) => i);
    const fetches = compared.flatMap((i) => results.slice(i, i + 1).map((v) => [`y${i}`, v] as const));
    const terms = one.outputsWithGradient.flatMap((i) => {
      const [y] = results.slice(i, i + 1);
      if (y === undefined || one.inputsWithGradient.length === 0) return [];
      const weighted = b.one('mul', [y, b.feed(`p${i}`, y.type)]);
      return [b.one('sum', [weighted], { axes: y.type.shape.map((_, axis) => axis) })];
    });
    const named: [string, Var][] = [];
    if (terms.length > 0) {
      const loss = terms.reduce((sum, term) => b.one('add', [sum, term]));
      const by = inputs.filter((_, i) => one.inputsWithGradient.includes(i));
      gradients(b, loss, by).forEach((v, k) => named.push([`d${one.inputsWithGradient[k] ?? k}`, v]));
    }
    return b.build(dtype, { fetches: Object.fromEntries([...fetches, ...named]) });
  }

  it.each(CASES.map((one) => [one.title, one] as const))('%s', async (_, one) => {
    const programs = { float32: programOf(one, 'float32'), bfloat16: programOf(one, 'bfloat16') };
    const loaded = await executor.load({ variables: {}, programs });
    const given: Record<string, TensorData> = { ...inputsOf(one, SEED), ...projectionsOf(one, SEED) };
    const feeds = Object.fromEntries(
      Object.keys(programs.float32.feeds).map((name) => [name, given[name] ?? new Float32Array()]),
    );
    const [expected, found] = [await loaded.run('float32', feeds), await loaded.run('bfloat16', feeds)];
    await loaded.dispose();
    for (const name of Object.keys(expected)) {
      expectClose(found[name], expected[name], { tolerance: TOLERANCE, what: name });
    }
  });
});

describe('a supernet', () => {
  const BATCH = 16;
  const IMAGES = { height: 16, width: 16, channels: 3, classes: 10 };

  /** Loss, and gradients by alphas and weights, at the start of seed 1. */
  async function passes(precision: Precision) {
    const { config } = SEARCH_PRESETS.tiny;
    const made = STRATEGIES.darts.programs(
      {
        space: findSpace('darts'),
        images: IMAGES,
        config: { ...config, precision, weights: { ...config.weights, clip: null, weightDecay: 0 } },
        weightBatches: [BATCH],
        alphaBatch: BATCH,
        evaluationBatches: [],
      },
      STRATEGIES.darts.config.parse({ alphas: {} }),
    );
    const loaded = await executor.load(made.bundle);
    for (const [name, value] of Object.entries(made.initial(1))) await loaded.write(name, value);
    const size = BATCH * IMAGES.height * IMAGES.width * IMAGES.channels;
    const images = Float32Array.from({ length: size }, (_, i) => Math.sin(i * i));
    const labels = Int32Array.from({ length: BATCH }, (_, i) => i % IMAGES.classes);
    const one = Float32Array.of(1);
    const alphas = await loaded.run('alphaStep', {
      'valid.images': images,
      'valid.labels': labels,
      stepSize: Float32Array.of(0),
      rootCorrection: one,
    });
    const weights = await loaded.run(`weightStep@${BATCH}`, { images, labels, learningRate: one });
    // The first velocity is the gradient, where there is no decay.
    const byWeights = await loaded.read('optimizer.velocity');
    await loaded.dispose();
    const listed = (data: TensorData | undefined) => Array.from(data ?? []);
    return {
      loss: weights['loss']?.[0] ?? NaN,
      logits: listed(weights['logits']),
      byAlphas: [...listed(alphas['gradient.normal']), ...listed(alphas['gradient.reduction'])],
      byWeights: listed(byWeights),
    };
  }

  const norm = (values: readonly number[]): number => Math.hypot(...values);
  /** The length of the difference beside that of the expected. */
  const apart = (found: readonly number[], expected: readonly number[]): number =>
    norm(expected.map((value, i) => value - (found[i] ?? NaN))) / norm(expected);
  const cosine = (a: readonly number[], c: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + value * (c[i] ?? NaN), 0) / (norm(a) * norm(c));

  it('has nearly the loss and the gradients of float32, and not the same', async () => {
    const [wide, reduced] = [await passes('float32'), await passes('bfloat16')];
    expect(Math.abs(reduced.loss - wide.loss)).toBeLessThan(5e-3 * wide.loss);
    expect(apart(reduced.logits, wide.logits)).toBeLessThan(0.03);
    // Rounding a gradient at every op of fifty in a row: a tenth of its length, and next to nothing of its direction.
    for (const [found, expected] of [
      [reduced.byAlphas, wide.byAlphas],
      [reduced.byWeights, wide.byWeights],
    ] as const) {
      expect(apart(found, expected)).toBeLessThan(0.25);
      expect(cosine(found, expected)).toBeGreaterThan(0.97);
    }
    expect(reduced.logits).not.toEqual(wide.logits);
  });
});

const KERNELS = ['the engine’s own kernels where it has them', 'TensorFlow’s kernels'] as const;

describe.each(
  (['search', 'train'] satisfies TinyName[]).flatMap((name) => KERNELS.map((kernels) => ({ name, kernels }))),
)('a tiny $name on $kernels', ({ name, kernels }) => {
  const AFTER = 3;

  it('ends with finite values, and resumes to the same bits', async () => {
    const plain = { ...executor, fuses: false };
    const open = {
      executor: kernels === 'TensorFlow’s kernels' ? plain : executor,
      resources: RESOURCES,
      seed: 5,
      precision: 'bfloat16',
    } as const;
    const whole = await runToTrail(await TINY_RUNS[name]({ ...open, restore: null }), AFTER);
    const { snapshot } = whole;
    if (snapshot === null) throw new Error(`it has ${AFTER} steps`);
    const last = await TINY_RUNS[name]({ ...open, restore: snapshot });
    const { trail } = await runToTrail(last, null);
    expect(trail.variables).toEqual(whole.trail.variables);
    expect(trail.told).toEqual(whole.trail.told.slice(-trail.told.length));
    // NaN and infinities are null in JSON.
    const losses = JSON.stringify(whole.trail.told).match(/loss[^,]*/g) ?? [];
    expect(losses.length).toBeGreaterThan(8);
    expect(losses.filter((text) => text.includes('null'))).toEqual([]);
    const wide = await TINY_RUNS[name]({ ...open, precision: 'float32', restore: null });
    expect((await runToTrail(wide, null)).trail.variables).not.toEqual(whole.trail.variables);
  });
});
