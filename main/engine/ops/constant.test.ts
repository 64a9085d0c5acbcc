import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { int32 } from '../program/index.ts';
import { constant } from './constant.ts';

describe('constant', () => {
  it('gives the type of its attributes', () => {
    expect(constant.infer([], { values: [1, 2], shape: [2, 1], dtype: 'int32' })).toEqual([int32(2, 1)]);
  });
  it('refuses more or fewer values than the shape holds', () => {
    expect(() => constant.infer([], { values: [1, 2], shape: [3], dtype: 'float32' })).toThrow(
      'constant: shape 3 holds 3 values, got 2.',
    );
  });
  it('refuses a value that the type cannot hold', () => {
    expect(() => constant.infer([], { values: [1, 2.5], shape: [2], dtype: 'int32' })).toThrow(
      'constant: 2.5 is no value of type int32.',
    );
  });
  it('gives its values', async () => {
    const { y, t } = await evaluate((b) => ({
      y: b.one('constant', [], { values: [1, -0.5], shape: [2], dtype: 'float32' }),
      t: b.one('constant', [], { values: [0, 1], shape: [2], dtype: 'bool' }),
    }));
    expect(y).toEqual([1, -0.5]);
    expect(t).toEqual([0, 1]);
  });
});
