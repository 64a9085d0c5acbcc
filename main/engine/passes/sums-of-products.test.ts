import { describe, expect, it } from 'vitest';
import { createTfjsExecutor } from '../executors/tfjs/index.ts';
import { gradients } from '../autodiff/index.ts';
import { OPS } from '../ops/registry.ts';
import { Builder, float32, verifyProgram } from '../program/index.ts';
import type { Program } from '../program/index.ts';
import { deadCode } from './dead-code.ts';
import { sumsOfProducts } from './sums-of-products.ts';

/** A recurrence: one matrix, used so many times. */
function recurrence(steps: number): Program {
  const b = new Builder(OPS);
  const w = b.read('w', float32(3, 3));
  let h = b.feed('h', float32(2, 3));
  for (let step = 0; step < steps; step++) h = b.one('tanh', [b.one('matmul', [h, w])]);
  const [dw] = gradients(b, b.one('sum', [h], { axes: [0, 1] }), [w]);
  return b.build('p', { fetches: dw === undefined ? {} : { dw } });
}

const opsOf = (program: Program) => program.equations.map(({ op }) => op);
const count = (program: Program, op: string) => opsOf(program).filter((one) => one === op).length;

describe('sumsOfProducts', () => {
  it('joins the products of a matrix that is used again and again, and gives the same', async () => {
    const before = recurrence(4);
    const after = deadCode(sumsOfProducts(before));
    verifyProgram(after, OPS);
    expect(count(before, 'addN')).toBe(1);
    expect(count(after, 'addN')).toBe(0);
    // Forward 4, back through three of them, and one for the matrix.
    expect(count(after, 'matmul')).toBe(8);
    const variables = { w: float32(3, 3) };
    const loaded = await (await createTfjsExecutor()).load({ variables, programs: { before, after } });
    await loaded.write(
      'w',
      Float32Array.from({ length: 9 }, (_, i) => Math.sin(i)),
    );
    const h = Float32Array.from({ length: 6 }, (_, i) => Math.cos(i));
    const [first, second] = [await loaded.run('before', { h }), await loaded.run('after', { h })];
    await loaded.dispose();
    const expected = Array.from(first['dw'] ?? []);
    expect(expected).toHaveLength(9);
    expected.forEach((value, i) => expect(second['dw']?.[i]).toBeCloseTo(value, 5));
  });

  it('leaves alone what is no such sum', () => {
    const b = new Builder(OPS);
    const [x, y] = [b.feed('x', float32(2, 2)), b.feed('y', float32(2, 2))];
    const sum = b.one('addN', [b.one('matmul', [x, y]), b.one('matmul', [y, x])]);
    const program = b.build('p', { fetches: { sum } });
    expect(sumsOfProducts(program)).toEqual(program);
  });

  it('keeps the other terms, and what else reads a product', () => {
    const b = new Builder(OPS);
    const [x, y, z] = ['x', 'y', 'z'].map((name) => b.feed(name, float32(2, 2)));
    if (x === undefined || y === undefined || z === undefined) throw new Error('three were fed');
    const products = [
      b.one('matmul', [x, y], { transposeA: true }),
      b.one('matmul', [y, z], { transposeA: true }),
    ];
    const sum = b.one('addN', [...products, z]);
    const program = b.build('p', { fetches: { sum, also: products[0] ?? z } });
    const after = deadCode(sumsOfProducts(program));
    verifyProgram(after, OPS);
    expect(opsOf(after)).toEqual(['matmul', 'concat', 'concat', 'matmul', 'addN']);
  });
});
