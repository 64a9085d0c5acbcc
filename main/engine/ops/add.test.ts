import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { GraphRecorder } from '../../../test/support/graph-recorder.ts';
import { float32, int32 } from '../program/index.ts';
import { add } from './add.ts';

describe('add', () => {
  it('broadcasts', () => {
    expect(add.infer([float32(2, 1, 3), float32(4, 1)], {})).toEqual([float32(2, 4, 3)]);
    expect(add.infer([float32(), float32(5)], {})).toEqual([float32(5)]);
  });
  it('refuses shapes that do not broadcast', () => {
    expect(() => add.infer([float32(2, 3), float32(2)], {})).toThrow(
      'add: expected shapes that broadcast, got f32[2,3], f32[2].',
    );
  });
  it('refuses different element types', () => {
    expect(() => add.infer([float32(2), int32(2)], {})).toThrow(
      'add: expected operands of one element type, got f32[2], i32[2].',
    );
  });
  it('takes numbers only', () => {
    expect(() => add.infer([float32(2), { dtype: 'bool', shape: [2] }], {})).toThrow(
      'add: expected b of a number type, got bool[2].',
    );
  });
  it('takes two operands', () => {
    expect(() => add.infer([float32()], {})).toThrow('add: expected 2 operands (a, b), got 1.');
  });
  it('gives its values', async () => {
    const { z } = await evaluate(
      (b) => ({ z: b.one('add', [b.feed('x', float32(2)), b.feed('y', float32(2))]) }),
      { x: Float32Array.of(1, 2), y: Float32Array.of(0.5, -2) },
    );
    expect(z).toEqual([1.5, 0]);
  });
  it('keeps graph rewrites away from its node', () => {
    const g = new GraphRecorder();
    const type = float32(2);
    const lowered = {
      inputs: ['x', 'y'],
      inputTypes: [type, type],
      outputTypes: [type],
      dtype: 'bfloat16',
    } as const;
    expect(add.toGraph(g, { ...lowered, attrs: {} })).toEqual(['AddV2_1']);
    expect(g.nodes).toEqual([{ op: 'AddV2', inputs: ['x', 'y'], attrs: { T: { type: 'bfloat16' } } }]);
  });
});
