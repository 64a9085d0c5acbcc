import { expect, it } from 'vitest';
import { float32 } from '../../engine/index.ts';
import { Tracer } from '../tracer.ts';
import { zero } from './zero.ts';

it('writes nothing', () => {
  const t = Tracer.begin('train');
  const x = t.b.feed('x', float32(2, 8, 8, 4));
  const place = { definition: { block: 'zero' }, stride: 2, affine: false } as const;
  expect(zero.trace(t, x, place)).toBeNull();
  expect(t.b.equations).toEqual([]);
});
