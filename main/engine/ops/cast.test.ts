import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { gradients } from '../autodiff/index.ts';
import { float32, int32, opOf } from '../program/index.ts';
import type { Attr } from '../program/index.ts';
import { cast } from './cast.ts';

describe('cast', () => {
  it('changes the element type', () => {
    expect(cast.infer([float32(2, 3)], { dtype: 'int32' })).toEqual([int32(2, 3)]);
  });
  it('refuses an element type that there is not', () => {
    const attrs: Readonly<Record<string, Attr>> = { dtype: 'float8' };
    expect(() => opOf({ cast }, 'cast').infer([float32(2)], attrs)).toThrow(
      'cast: dtype should be one of float32, bfloat16, float16, int32, bool, got float8.',
    );
  });
  it('cuts fractions off', async () => {
    const { y, t } = await evaluate(
      (b) => {
        const x = b.feed('x', float32(3));
        return { y: b.one('cast', [x], { dtype: 'int32' }), t: b.one('cast', [x], { dtype: 'bool' }) };
      },
      { x: Float32Array.of(1.9, 0, -1.9) },
    );
    expect(y).toEqual([1, 0, -1]);
    expect(t).toEqual([1, 0, 1]);
  });
  it('stops gradients at whole numbers', async () => {
    const { dx } = await evaluate(
      (b) => {
        const x = b.feed('x', float32());
        const y = b.one('cast', [b.one('cast', [x], { dtype: 'int32' })], { dtype: 'float32' });
        const [dx] = gradients(b, y, [x]);
        return { dx };
      },
      { x: Float32Array.of(1.5) },
    );
    expect(dx).toEqual([0]);
  });
});
