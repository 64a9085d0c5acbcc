import { expect, it } from 'vitest';
import { float32 } from '../../engine/index.ts';
import { Tracer } from '../tracer.ts';
import { averagePool } from './average-pool.ts';

it.each([true, false])('counts the padding as its definition says: %s', (countPadding) => {
  const t = Tracer.begin('train');
  const x = t.b.feed('x', float32(2, 8, 8, 4));
  const definition = { block: 'average-pool', kernel: 3, countPadding } as const;
  const y = averagePool.trace(t, x, { definition, stride: 2, affine: true });
  expect(y?.type.shape).toEqual([2, 4, 4, 4]);
  expect(t.b.equations.map(({ op, attrs }) => [op, attrs])).toEqual([
    ['avgPool', { window: [3, 3], strides: [2, 2], padding: [1, 1, 1, 1], countPadding }],
  ]);
});

it('is normalized in supernets', () => {
  expect(averagePool.normalizedInSearch).toBe(true);
});
