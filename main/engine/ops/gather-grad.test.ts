import { describe, expect, it } from 'vitest';
import { float32, int32 } from '../program/index.ts';
import { gatherGrad } from './gather-grad.ts';

describe('gatherGrad', () => {
  it('has as many rows as the table', () => {
    expect(gatherGrad.infer([float32(5, 3), int32(5)], { rows: 10 })).toEqual([float32(10, 3)]);
  });
  it('takes a number for each row', () => {
    expect(() => gatherGrad.infer([float32(5, 3), int32(4)], { rows: 10 })).toThrow(
      'gatherGrad: expected numbers of type i32[5], got f32[5,3], i32[4].',
    );
    expect(() => gatherGrad.infer([float32(5), int32(5)], { rows: 10 })).toThrow('dy of shape [K,n]');
  });
  it('refuses a table without rows', () => {
    expect(() => gatherGrad.infer([float32(5, 3), int32(5)], { rows: 0 })).toThrow(
      'gatherGrad: rows should be a whole number above 0, got 0.',
    );
  });
});
