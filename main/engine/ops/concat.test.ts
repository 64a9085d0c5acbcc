import { describe, expect, it } from 'vitest';
import { GraphRecorder } from '../../../test/support/graph-recorder.ts';
import { gradients } from '../autodiff/index.ts';
import { float32, int32 } from '../program/index.ts';
import { createBuilder } from '../index.ts';
import { concat } from './concat.ts';

describe('concat', () => {
  it('adds the extents along its axis', () => {
    expect(concat.infer([float32(2, 3), float32(2, 4), float32(2, 1)], { axis: 1 })).toEqual([float32(2, 8)]);
  });
  it('takes one operand, too', () => {
    expect(concat.infer([int32(2)], { axis: 0 })).toEqual([int32(2)]);
  });
  it('refuses no operand', () => {
    expect(() => concat.infer([], { axis: 0 })).toThrow('concat: expected 1 operand or more, got none.');
  });
  it('names the operand that differs along another axis', () => {
    expect(() => concat.infer([float32(2, 3), float32(2, 3), float32(3, 3)], { axis: 1 })).toThrow(
      'concat: expected operand 2 to differ from operand 0 along axis 1 only, got f32[2,3], f32[3,3].',
    );
  });
  it('refuses an axis that the operands have not', () => {
    expect(() => concat.infer([float32(2, 3)], { axis: 2 })).toThrow(
      'concat: axis should be one of the 2 axes, from 0, got 2.',
    );
  });
  it('writes one node, however many operands', () => {
    const g = new GraphRecorder();
    const types = [float32(2), float32(3)];
    const lowered = { inputTypes: types, outputTypes: [float32(5)], dtype: 'float32' } as const;
    expect(concat.toGraph(g, { ...lowered, inputs: ['a', 'b'], attrs: { axis: 0 } })).toEqual(['ConcatV2_1']);
    expect(g.nodes).toEqual([
      {
        op: 'ConcatV2',
        inputs: ['a', 'b', 'ints[](0)'],
        attrs: { N: { int: 2 }, T: { type: 'float32' }, Tidx: { type: 'int32' } },
      },
    ]);
  });
  it('is split by its gradient', () => {
    const b = createBuilder();
    const [x, y] = [b.feed('x', float32(2)), b.feed('y', float32(3))];
    const joined = b.one('concat', [x, y], { axis: 0 });
    const [dx] = gradients(b, b.one('sum', [joined], { axes: [0] }), [x]);
    expect(b.equations.filter((equation) => equation.op === 'split')).toHaveLength(1);
    expect(dx?.type).toEqual(float32(2));
  });
});
