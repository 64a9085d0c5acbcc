import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { GraphRecorder } from '../../../test/support/graph-recorder.ts';
import { float32 } from '../program/index.ts';
import { maxPool } from './max-pool.ts';

const POOL = { window: [3, 3], strides: [2, 2], padding: [1, 1, 1, 1] };

describe('maxPool', () => {
  it('has the size that padding and stride give', () => {
    expect(maxPool.infer([float32(2, 8, 7, 3)], POOL)).toEqual([float32(2, 4, 4, 3)]);
  });
  it('refuses windows that would see padding only', () => {
    expect(() => maxPool.infer([float32(2, 8, 8, 3)], { ...POOL, padding: [3, 0, 0, 0] })).toThrow(
      /maxPool: padding 3,0,0,0 should be below the window 3,3/,
    );
  });
  it.each([
    ['float32', -3e38],
    ['bfloat16', -3e38],
    ['float16', -65504],
  ] as const)('pads with a number that %s can hold', (dtype, lowest) => {
    const type = { dtype, shape: [2, 8, 8, 3] };
    const g = new GraphRecorder();
    const outputTypes = maxPool.infer([type], POOL);
    maxPool.toGraph(g, { inputs: ['x'], inputTypes: [type], outputTypes, dtype, attrs: POOL });
    expect(g.nodes[0]).toMatchObject({ op: 'PadV2', attrs: { T: { type: dtype } } });
    expect(g.nodes[0]?.inputs[2]).toBe(`${dtype}[](${lowest})`);
  });
  it('takes the padding as minus infinity', async () => {
    const { y } = await evaluate((b) => ({ y: b.one('maxPool', [b.feed('x', float32(1, 2, 2, 1))], POOL) }), {
      x: Float32Array.of(-4, -3, -2, -1),
    });
    expect(y).toEqual([-1]);
  });
});
