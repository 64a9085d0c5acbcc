import { describe, expect, it } from 'vitest';
import { OPS } from '../ops/registry.ts';
import { broadcastTypes, sumToShape } from './broadcast.ts';
import { Builder } from './builder.ts';
import { printEquation } from './printer.ts';
import { float32, int32 } from './types.ts';

describe('the common shape of two operands', () => {
  it.each([
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    [[], [2, 3], [2, 3]],
    [[3], [2, 3], [2, 3]],
    [
      [2, 1, 3],
      [4, 1],
      [2, 4, 3],
    ],
    [[1], [1, 1], [1, 1]],
  ])('of %j and %j is %j', (a, b, common) => {
    expect(broadcastTypes('add', float32(...a), float32(...b))).toEqual(float32(...common));
    expect(broadcastTypes('add', float32(...b), float32(...a))).toEqual(float32(...common));
  });

  it('is not there when an extent differs and neither is 1', () => {
    expect(() => broadcastTypes('add', float32(2, 3), float32(3, 2))).toThrow(
      'add: expected shapes that broadcast',
    );
  });

  it('is not there for different element types', () => {
    expect(() => broadcastTypes('add', float32(2), int32(2))).toThrow(
      'add: expected operands of one element type',
    );
  });
});

describe('the gradient of a broadcast', () => {
  const summed = (from: readonly number[], to: readonly number[]) => {
    const b = new Builder(OPS);
    const result = sumToShape(b, b.feed('x', float32(...from)), to);
    expect(result.type).toEqual(float32(...to));
    return b.equations.map(printEquation);
  };

  it('is nothing where nothing was stretched', () => {
    expect(summed([2, 3], [2, 3])).toEqual([]);
  });

  it('sums over new axes', () => {
    expect(summed([2, 3], [3])).toEqual(['%1 = sum[axes=(0)] %0 : f32[3]']);
    expect(summed([2, 3], [])).toEqual(['%1 = sum[axes=(0,1)] %0 : f32[]']);
  });

  it('sums reduced-precision floats in float32', () => {
    const b = new Builder(OPS);
    const result = sumToShape(b, b.feed('x', { dtype: 'bfloat16', shape: [2, 3] }), [3]);
    expect(result.type).toEqual({ dtype: 'bfloat16', shape: [3] });
    expect(b.equations.map(printEquation)).toEqual([
      '%1 = cast[dtype=float32] %0 : f32[2,3]',
      '%2 = sum[axes=(0)] %1 : f32[3]',
      '%3 = cast[dtype=bfloat16] %2 : bf16[3]',
    ]);
  });

  it('sums over stretched axes and keeps their places', () => {
    expect(summed([2, 4, 3], [4, 1])).toEqual([
      '%1 = sum[axes=(0,2)] %0 : f32[4]',
      '%2 = reshape[shape=(4,1)] %1 : f32[4,1]',
    ]);
  });
});
