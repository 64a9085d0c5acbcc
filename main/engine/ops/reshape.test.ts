import { describe, expect, it } from 'vitest';
import { float32 } from '../program/index.ts';
import { reshape } from './reshape.ts';

describe('reshape', () => {
  it('gives the shape', () => {
    expect(reshape.infer([float32(2, 3)], { shape: [3, 1, 2] })).toEqual([float32(3, 1, 2)]);
  });
  it('refuses a shape of another size', () => {
    expect(() => reshape.infer([float32(2, 3)], { shape: [5] })).toThrow(
      'reshape: shape should hold the 6 values of x [2,3], got [5].',
    );
  });
  it('refuses extents that are not whole numbers', () => {
    expect(() => reshape.infer([float32(2, 3)], { shape: [-1] })).toThrow(
      'reshape: shape should be whole numbers >= 1, got -1.',
    );
  });
});
