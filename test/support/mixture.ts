/** A small mixture over one state, with its gradients: what the passes for the processor's own kernels are tested on. */
import { expect } from 'vitest';
import { createRng } from '../../main/base/rng.ts';
import {
  createBuilder,
  createTfjsExecutor,
  float32,
  gradients,
  OPS,
  runPasses,
} from '../../main/engine/index.ts';
import type { EngineBuilder, PassName, Program, Var } from '../../main/engine/index.ts';

export const IMAGE = float32(2, 6, 6, 4);
export const EPSILON = { epsilon: 1e-5 };
export const SAME = { strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1] };
export const POINT = { strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1] };
const POOL = { window: [3, 3], strides: [1, 1], padding: [1, 1, 1, 1] };
export const FORWARD: readonly PassName[] = ['foldScale', 'fuse'];

/** A mixture of a separable convolution, a normalized pool and the image itself, twice over one state. */
export function forward(): Program {
  const b = createBuilder();
  const x = b.feed('x', IMAGE);
  const [d1, p1, d2, p2] = [
    feedKernel(b, 'd1'),
    feedKernel(b, 'p1'),
    feedKernel(b, 'd2'),
    feedKernel(b, 'p2'),
  ];
  const norm = (image: Var) => {
    const vectors = [b.fill(1, float32(4)), b.fill(0.1, float32(4))];
    const [y = x, mean = x, variance = x] = b.all('batchNorm', [image, ...vectors], EPSILON);
    return { y, mean, variance };
  };
  const half = (image: Var, d: Var, p: Var) =>
    norm(b.one('conv2d', [b.one('depthwiseConv2d', [b.one('relu', [image]), d], SAME), p], POINT));
  const state = norm(b.one('conv2d', [b.one('relu', [x]), feedKernel(b, 'q')], POINT));
  const second = half(half(state.y, d1, p1).y, d2, p2);
  const pooled = norm(b.one('maxPool', [state.y], POOL));
  const weights = b.all('split', [b.feed('w', float32(3))], { axis: 0, sizes: [1, 1, 1] });
  const parts = [second.y, pooled.y, state.y].map((image, i) => b.one('mul', [image, weights[i] ?? x]));
  const node = b.one('add', [b.one('addN', parts), pooled.y]);
  const statistics = { mean: state.mean, variance: state.variance, secondMean: second.mean };
  return b.build('mixture', { fetches: { node, ...statistics, pooledVariance: pooled.variance } });
}

const feedKernel = (b: EngineBuilder, name: string): Var =>
  b.feed(name, name.startsWith('d') ? float32(3, 3, 4, 1) : float32(1, 1, 4, 4));

/** sum(node^2) and its gradient by everything that is fed. */
export function step(program: Program, passes: readonly PassName[]): Program {
  const b = createBuilder();
  const names = Object.keys(program.feeds);
  const at = Object.fromEntries(
    Object.entries(program.feeds).map(([name, v]) => [name, b.feed(name, v.type)]),
  );
  const { fetches } = b.inline(program, at);
  const { node } = fetches;
  if (!node) throw new Error('no node');
  const loss = b.one('sum', [b.one('square', [node])], { axes: [0, 1, 2, 3], keepDims: false });
  const found = gradients(b, loss, Object.values(at));
  const slopes = names.map((name, i): [string, Var] => [`d.${name}`, found[i] ?? loss]);
  return runPasses(b.build('step', { fetches: { ...fetches, ...Object.fromEntries(slopes) } }), OPS, passes);
}

export async function run(program: Program): Promise<Record<string, readonly number[]>> {
  const executor = await createTfjsExecutor();
  const executable = await executor.load({ variables: {}, programs: { step: program } });
  const feeds = Object.entries(program.feeds).map(([name, v]): [string, Float32Array] => {
    const values = new Float32Array(v.type.shape.reduce((size, extent) => size * extent, 1));
    createRng(5, name).fillNormal(values, 0, 0.5);
    return [name, values];
  });
  const results = await executable.run('step', Object.fromEntries(feeds));
  await executable.dispose();
  return Object.fromEntries(Object.entries(results).map(([name, data]) => [name, Array.from(data)]));
}

export const opsOf = ({ equations }: Program): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { op } of equations) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
};

export function expectSame(
  found: Readonly<Record<string, readonly number[]>>,
  expected: Readonly<Record<string, readonly number[]>>,
): void {
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) {
    const size = Math.max(1, ...values.map(Math.abs));
    values.forEach((value, i) => {
      expect(Math.abs((found[name]?.[i] ?? NaN) - value), `${name}[${i}]`).toBeLessThan(2e-5 * size);
    });
  }
}
