import { describe, expect, it } from 'vitest';
import { GraphRecorder } from '../../../test/support/graph-recorder.ts';
import { float32 } from '../program/index.ts';
import { addN } from './add-n.ts';

describe('addN', () => {
  it('gives the type of its operands', () => {
    expect(addN.infer([float32(2), float32(2), float32(2)], {})).toEqual([float32(2)]);
  });
  it('takes two operands or more', () => {
    expect(() => addN.infer([float32(2)], {})).toThrow('addN: expected 2 operands or more, got f32[2].');
  });
  it('names the operand of another type', () => {
    expect(() => addN.infer([float32(2), float32(2), float32(3)], {})).toThrow(
      'addN: expected operand 2 of the type of operand 0, got f32[2], f32[3].',
    );
  });
  it('adds from left to right, by one kernel of the engine where there is one', () => {
    const g = new GraphRecorder();
    const types = [float32(2), float32(2), float32(2)];
    const lowered = { inputTypes: types, outputTypes: [float32(2)], dtype: 'float32', attrs: {} } as const;
    expect(addN.toGraph(g, { ...lowered, inputs: ['a', 'b', 'c'] })).toEqual(['AddV2_2']);
    expect(g.nodes.map((node) => [node.op, ...node.inputs])).toEqual([
      ['AddV2', 'a', 'b'],
      ['AddV2', 'AddV2_1', 'c'],
    ]);
    const own = new GraphRecorder(true);
    addN.toGraph(own, { ...lowered, inputs: ['a', 'b', 'c'] });
    expect(own.nodes.map((node) => [node.op, ...node.inputs])).toEqual([['DartboardAdd', 'a', 'b', 'c']]);
  });
});
