import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32, int32 } from '../program/index.ts';
import { log } from './log.ts';

describe('log', () => {
  it('keeps the type of its operand', () => {
    expect(log.infer([float32(2, 3)], {})).toEqual([float32(2, 3)]);
  });
  it('takes floats only', () => {
    expect(() => log.infer([int32(4)], {})).toThrow('log: expected x of a float type, got i32[4].');
  });
  it('takes one operand', () => {
    expect(() => log.infer([float32(), float32()], {})).toThrow('log: expected 1 operands (x), got 2.');
  });
  it('gives its values', async () => {
    const { y } = await evaluate((b) => ({ y: b.one('log', [b.feed('x', float32(1))]) }), {
      x: Float32Array.of(...[1]),
    });
    expect(y).toEqual([0]);
  });
});
