import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { GraphRecorder } from '../../../test/support/graph-recorder.ts';
import { gradients } from '../autodiff/index.ts';
import { float32 } from '../program/index.ts';
import { split } from './split.ts';

describe('split', () => {
  it('gives the parts', () => {
    expect(split.infer([float32(2, 7)], { axis: 1, sizes: [1, 4, 2] })).toEqual([
      float32(2, 1),
      float32(2, 4),
      float32(2, 2),
    ]);
  });
  it('refuses sizes that do not add up', () => {
    expect(() => split.infer([float32(2, 7)], { axis: 1, sizes: [1, 4] })).toThrow(
      'split: sizes should add up to axis 1 of x [2,7], they add up to 5.',
    );
  });
  it('refuses an axis that x has not', () => {
    expect(() => split.infer([float32(2)], { axis: 1, sizes: [2] })).toThrow(
      'split: axis should be one of the 1 axes, from 0, got 1.',
    );
  });
  it('refuses a part of nothing', () => {
    expect(() => split.infer([float32(2)], { axis: 0, sizes: [0, 2] })).toThrow(
      'split: sizes should be whole numbers >= 1, got 0,2.',
    );
  });
  it('writes one node of many values', () => {
    const g = new GraphRecorder();
    const lowered = { inputs: ['x'], inputTypes: [float32(5)], outputTypes: [], dtype: 'float32' } as const;
    const values = split.toGraph(g, { ...lowered, attrs: { axis: 0, sizes: [2, 3] } });
    expect(values).toEqual(['SplitV_1', 'SplitV_1:1']);
    expect(g.nodes[0]?.inputs).toEqual(['x', 'ints[2](2,3)', 'ints[](0)']);
  });
  it('joins the gradients of its parts, with zeros for parts that nothing depends on', async () => {
    const { dx } = await evaluate(
      (b) => {
        const x = b.feed('x', float32(4));
        const [, last] = b.all('split', [x], { axis: 0, sizes: [3, 1] });
        const [dx] = gradients(b, b.one('reshape', last === undefined ? [] : [last], { shape: [] }), [x]);
        return { dx };
      },
      { x: new Float32Array(4) },
    );
    expect(dx).toEqual([0, 0, 0, 1]);
  });
  it('carries thousands of parts in linear time', async () => {
    const count = 4000;
    const { dx } = await evaluate(
      (b) => {
        const x = b.feed('x', float32(count));
        const parts = b.all('split', [x], { axis: 0, sizes: Array.from({ length: count }, () => 1) });
        const again = b.one('concat', parts, { axis: 0 });
        const [dx] = gradients(b, b.one('sum', [b.one('square', [again])], { axes: [0] }), [x]);
        return { dx };
      },
      { x: new Float32Array(count).fill(3) },
    );
    expect(dx).toEqual(Array.from({ length: count }, () => 6));
  });
});
