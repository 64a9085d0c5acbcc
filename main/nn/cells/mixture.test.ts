import { describe, expect, it } from 'vitest';
import { defined } from '../../base/assert.ts';
import { createTfjsExecutor, float32, gradients } from '../../engine/index.ts';
import { Tracer } from '../tracer.ts';
import { coefficientsOf } from './mixture.ts';
import type { Weighting } from './mixture.ts';

const ALPHAS = [0, Math.log(2), Math.log(3)];

/** The coefficients of one edge of three candidates, and the gradient of their sum weighted by 1, 10, 100. */
async function coefficients(weighting: Weighting, allowed: readonly boolean[], alphas = ALPHAS) {
  const t = Tracer.begin('train');
  const read = t.b.read('alphas', float32(1, 3));
  const row = defined(coefficientsOf(t, read, { weighting, allowed: [allowed] })[0], 'one edge');
  const terms = row.map((value, k) => t.b.one('mul', [value, t.b.fill(10 ** k, value.type)]));
  const loss = t.b.one('sum', [t.b.one('addN', terms)], { axes: [0], keepDims: false });
  const [gradient] = gradients(t.b, loss, [read]);
  const fetches = Object.fromEntries(row.map((value, k) => [`c${k}`, value]));
  const { program } = t.finish('mixture', { ...fetches, gradient: defined(gradient, 'one') });
  const executable = await (
    await createTfjsExecutor()
  ).load({ variables: { alphas: read.type }, programs: { program } });
  await executable.write('alphas', Float32Array.from(alphas));
  const found = await executable.run('program', {});
  await executable.dispose();
  return {
    values: [0, 1, 2].map((k) => found[`c${k}`]?.[0] ?? NaN),
    gradient: [...(found['gradient'] ?? [])],
  };
}

const near = (found: readonly number[], expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 4));
};

const ALL = [true, true, true];

describe('coefficientsOf', () => {
  it('scalar: the softmax', async () => {
    const { values, gradient } = await coefficients('scalar', ALL);
    near(values, [1 / 6, 2 / 6, 3 / 6]);
    // softmax Jacobian: w_k (g_k - sum w g), with g = 1, 10, 100 and sum w g = 53.5
    near(gradient, [-52.5 / 6, (2 * -43.5) / 6, (3 * 46.5) / 6]);
  });

  it('maxW: 1 - max + w, with the gradient of the published code', async () => {
    const { values, gradient } = await coefficients('maxW', ALL);
    near(values, [4 / 6, 5 / 6, 1]);
    // dL/dw = (1, 10, -(1 + 10)); sum w g = -2
    near(gradient, [3 / 6, (2 * 12) / 6, (3 * -9) / 6]);
  });

  it('maxW: ties share the gradient of the maximum', async () => {
    const { values, gradient } = await coefficients('maxW', ALL, [0, 0, -Infinity]);
    near(values, [1, 1, 0.5]);
    // dL/dm = -111, half for each of the two: dL/dw = (-54.5, -45.5, 100); sum w g = -50
    near(gradient, [-2.25, 2.25, 0]);
  });

  it('maxWDetached: 1 - max + w, with the gradient of the paper', async () => {
    const { values, gradient } = await coefficients('maxWDetached', ALL);
    near(values, [4 / 6, 5 / 6, 1]);
    // The maximum is a constant, so it is that of `scalar`.
    near(gradient, [-52.5 / 6, (2 * -43.5) / 6, (3 * 46.5) / 6]);
  });

  it('given: what is fed', async () => {
    const { values, gradient } = await coefficients('given', ALL, [0, 1, 0.25]);
    near(values, [0, 1, 0.25]);
    near(gradient, [1, 10, 100]);
  });

  it('gives a candidate that is not allowed nothing of the softmax', async () => {
    const { values, gradient } = await coefficients('scalar', [true, false, true]);
    near(values, [1 / 4, 0, 3 / 4]);
    expect(Math.abs(gradient[1] ?? NaN)).toBe(0);
  });
});
