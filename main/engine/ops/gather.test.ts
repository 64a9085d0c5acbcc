import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/evaluate.ts';
import { gradients } from '../autodiff/index.ts';
import { float32, int32 } from '../program/index.ts';
import { gather } from './gather.ts';

describe('gather', () => {
  it('gives a row a number', () => {
    expect(gather.infer([float32(10, 3), int32(4)], {})).toEqual([float32(4, 3)]);
  });
  it('takes tables and lists of whole numbers only', () => {
    expect(() => gather.infer([float32(10), int32(4)], {})).toThrow(
      'gather: expected a table of shape [V,n], got f32[10], i32[4].',
    );
    expect(() => gather.infer([float32(10, 3), float32(4)], {})).toThrow(
      'gather: expected rows of type i32[K], got f32[10,3], f32[4].',
    );
  });
  it('reads rows, and gives each the sum of what its readers get', async () => {
    const { y, dTable } = await evaluate(
      (b) => {
        const [table, rows] = [b.feed('table', float32(3, 2)), b.feed('rows', int32(3))];
        const y = b.one('gather', [table, rows]);
        const loss = b.one('sum', [b.one('mul', [y, b.feed('r', y.type)])], { axes: [0, 1] });
        const [dTable] = gradients(b, loss, [table]);
        return dTable === undefined ? { y } : { y, dTable };
      },
      {
        table: Float32Array.of(1, 2, 3, 4, 5, 6),
        rows: Int32Array.of(2, 0, 2),
        r: Float32Array.of(1, 2, 3, 4, 5, 6),
      },
    );
    expect(y).toEqual([5, 6, 1, 2, 5, 6]);
    expect(dTable).toEqual([3, 4, 0, 0, 6, 8]);
  });
});
