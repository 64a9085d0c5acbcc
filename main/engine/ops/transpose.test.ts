import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../program/index.ts';
import { transpose } from './transpose.ts';

describe('transpose', () => {
  it('orders the axes', () => {
    expect(transpose.infer([float32(2, 3, 4)], { permutation: [2, 0, 1] })).toEqual([float32(4, 2, 3)]);
  });
  it('refuses an order that leaves an axis out', () => {
    expect(() => transpose.infer([float32(2, 3)], { permutation: [1, 1] })).toThrow(
      'transpose: permutation should name each of the 2 axes of x once, got 1,1.',
    );
  });
  it('refuses an axis that x has not', () => {
    expect(() => transpose.infer([float32(2, 3)], { permutation: [0, 2] })).toThrow(
      'transpose: permutation should name each of the 2 axes of x once, got 0,2.',
    );
  });
  it('refuses an order of another length', () => {
    expect(() => transpose.infer([float32(2, 3)], { permutation: [0] })).toThrow(
      'transpose: permutation should be 2 whole numbers >= 0, got 0.',
    );
  });
  it('moves the values', async () => {
    const { y } = await evaluate(
      (b) => ({ y: b.one('transpose', [b.feed('x', float32(2, 2))], { permutation: [1, 0] }) }),
      { x: Float32Array.of(1, 2, 3, 4) },
    );
    expect(y).toEqual([1, 3, 2, 4]);
  });
});
