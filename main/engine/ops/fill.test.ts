import { describe, expect, it } from 'vitest';
import { GraphRecorder } from '../../../test/support/graph-recorder.ts';
import { float32 } from '../program/index.ts';
import { fill } from './fill.ts';

describe('fill', () => {
  it('gives the type of its attributes', () => {
    expect(fill.infer([], { value: 0.5, shape: [2, 3], dtype: 'float32' })).toEqual([float32(2, 3)]);
  });
  it('takes no operands', () => {
    expect(() => fill.infer([float32()], { value: 0, shape: [], dtype: 'float32' })).toThrow(
      'fill: expected 0 operands (), got 1.',
    );
  });
  it('refuses a value that the type cannot hold', () => {
    expect(() => fill.infer([], { value: 0.5, shape: [2], dtype: 'int32' })).toThrow(
      'fill: 0.5 is no value of type int32.',
    );
    expect(() => fill.infer([], { value: 2, shape: [2], dtype: 'bool' })).toThrow(
      'fill: 2 is no value of type bool.',
    );
  });
  it('refuses an extent that is not a whole number', () => {
    expect(() => fill.infer([], { value: 0, shape: [1.5], dtype: 'float32' })).toThrow(
      'fill: shape should be whole numbers >= 1, got 1.5.',
    );
  });
  it('is one shared constant where it is a scalar', () => {
    const g = new GraphRecorder();
    const lowered = { inputs: [], inputTypes: [], outputTypes: [], dtype: 'bfloat16' } as const;
    expect(fill.toGraph(g, { ...lowered, attrs: { value: 2, shape: [], dtype: 'bfloat16' } })).toEqual([
      'bfloat16[](2)',
    ]);
    expect(g.nodes).toEqual([]);
  });
});
