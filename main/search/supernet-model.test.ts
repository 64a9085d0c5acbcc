import { describe, expect, it } from 'vitest';
import { TINY_SPACE } from '../../test/support/tiny-data.ts';
import { createBuilder, createTfjsExecutor, float32 } from '../engine/index.ts';
import type { EngineBuilder, Var } from '../engine/index.ts';
import { writeVariables } from '../train/index.ts';
import { searchSettingsSchema } from './settings.ts';
import {
  feedBatch,
  initialSupernet,
  ofKind,
  passesOf,
  readSupernet,
  supernetEvaluation,
  supernetModel,
  supernetVariables,
  weightStepProgram,
} from './supernet-model.ts';

const model = supernetModel(
  {
    space: TINY_SPACE,
    images: { height: 4, width: 4, channels: 1, classes: 3 },
    config: searchSettingsSchema.parse({
      network: { initChannels: 2, cells: 3 },
      batch: 2,
      epochs: 1,
      weights: { learningRate: { max: 0.1 }, weightDecay: 0 },
      augment: {},
    }),
    weightBatches: [2],
    alphaBatch: 2,
    evaluationBatches: [3],
  },
  'scalar',
);
/** Their sum is exactly 1/64. */
const ALPHAS = Float32Array.of(1 / 64, -1 / 32, 1 / 16, 1 / 64, -1 / 16, 1 / 64);
const FEEDS = {
  images: Float32Array.from({ length: 32 }, (_, i) => Math.sin(i)),
  labels: Int32Array.of(0, 2),
};

/** Gradients of a pass at weights that `move` makes of the variables' ones. */
async function gradientsAt(
  move: (b: EngineBuilder, at: ReturnType<typeof readSupernet>) => Var,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const b = createBuilder();
  const at = readSupernet(b, model);
  const batch = feedBatch(b, model, { size: 2, prefix: '' });
  const pass = passesOf(model, { size: 2, by: ['weights', 'normal'] })(b, {
    at: { ...at, weights: move(b, at) },
    batch,
  });
  const { loss } = pass;
  const fetches = { loss, weights: pass.gradient('weights'), normal: pass.gradient('normal') };
  const programs = { pass: b.build('pass', { fetches }) };
  const executable = await (
    await createTfjsExecutor()
  ).load({ variables: supernetVariables(model), programs });
  await writeVariables(executable, { ...initialSupernet(model, 1), 'alphas.normal': ALPHAS });
  const found = await executable.run('pass', FEEDS);
  await executable.dispose();
  return Object.fromEntries(Object.entries(found).map(([name, values]) => [name, Array.from(values)]));
}

describe('passesOf', () => {
  it('gives the gradients at the values it is given, not of how they were made', async () => {
    // The same weights, once moved by a number and once by what the alphas give, which is that number exactly.
    const plain = await gradientsAt((b, { weights }) => b.one('add', [weights, b.fill(1 / 64, float32())]));
    const entangled = await gradientsAt((b, { weights, alphas }) =>
      b.one('add', [weights, b.one('sum', [ofKind(alphas, 'normal')], { axes: [0, 1], keepDims: false })]),
    );
    expect(entangled).toEqual(plain);
    expect(plain['normal']?.some((value) => value !== 0)).toBe(true);
    expect(plain['weights']).toHaveLength(model.layout.weights.size);
  });

  it('gives only what was asked for', () => {
    const b = createBuilder();
    const batch = feedBatch(b, model, { size: 2, prefix: 'valid' });
    expect(Object.keys(b.build('none', { fetches: {} }).feeds)).toEqual(['valid.images', 'valid.labels']);
    const pass = passesOf(model, { size: 2, by: ['normal'] })(b, { at: readSupernet(b, model), batch });
    expect(pass.gradient('normal').type.shape).toEqual([2, 3]);
    expect(() => pass.gradient('weights')).toThrow(/the gradient by weights was asked for/);
  });
});

it('a step of the weights leaves the alphas', () => {
  const program = weightStepProgram(model, 2);
  expect(program.name).toBe('weightStep@2');
  expect(Object.keys(program.feeds).sort()).toEqual(['images', 'labels', 'learningRate']);
  expect(Object.keys(program.updates).sort()).toEqual([
    ...['optimizer.velocity', 'statistics.mean', 'statistics.variance', 'weights'],
  ]);
});

it('evaluation reads alphas and running statistics', () => {
  const program = supernetEvaluation(model, 3);
  expect(program.name).toBe('evaluate@3');
  expect(Object.keys(program.feeds)).toEqual(['images']);
  expect(Object.keys(program.reads).sort()).toEqual([
    ...['alphas.normal', 'alphas.reduction', 'statistics.mean', 'statistics.variance', 'weights'],
  ]);
  expect(program.fetches['logits']?.type).toEqual(float32(3, 3));
});
