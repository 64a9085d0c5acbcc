import { expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../program/index.ts';
import { reverse } from './reverse.ts';

it('turns the order round along its axes only', async () => {
  const { y } = await evaluate(
    (b) => ({ y: b.one('reverse', [b.feed('x', float32(2, 3))], { axes: [1] }) }),
    {
      x: Float32Array.of(1, 2, 3, 4, 5, 6),
    },
  );
  expect(y).toEqual([3, 2, 1, 6, 5, 4]);
});

it('refuses axes that are none', () => {
  expect(() => reverse.infer([float32(3)], { axes: [-1] })).toThrow(
    /reverse: axes should be whole numbers >= 0/,
  );
});
