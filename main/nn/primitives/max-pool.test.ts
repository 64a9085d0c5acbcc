import { expect, it } from 'vitest';
import { float32 } from '../../engine/index.ts';
import { Tracer } from '../tracer.ts';
import { maxPool } from './max-pool.ts';

it.each([
  [1, 8, 8],
  [2, 8, 4],
  [2, 7, 4],
] as const)('stride %i takes %i pixels to %i', (stride, before, after) => {
  const t = Tracer.begin('train');
  const x = t.b.feed('x', float32(2, before, before, 4));
  const y = maxPool.trace(t, x, { definition: { block: 'max-pool', kernel: 3 }, stride, affine: true });
  expect(y?.type.shape).toEqual([2, after, after, 4]);
  expect(t.b.equations.map(({ op, attrs }) => [op, attrs])).toEqual([
    ['maxPool', { window: [3, 3], strides: [stride, stride], padding: [1, 1, 1, 1] }],
  ]);
});

it('is normalized in supernets', () => {
  expect(maxPool.normalizedInSearch).toBe(true);
});
