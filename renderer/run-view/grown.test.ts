import { describe, expect, it } from 'vitest';
import { smooth } from '../../main/base/smooth.ts';
import { averageColumn, rateColumn, scaledColumn } from './grown.ts';

describe('columns that grow', () => {
  it('are averaged as the whole is, whatever the portions', () => {
    const all = Array.from({ length: 100 }, (_, i) => (i % 7 === 3 ? Number.NaN : Math.sin(i)));
    const column: number[] = [];
    for (const value of all) {
      column.push(value);
      if (column.length % 13 === 0) averageColumn({ generation: 0 }, column, 0.9);
    }
    expect(averageColumn({ generation: 0 }, column, 0.9)).toEqual([...smooth(all, 0.9)]);
  });

  it('forget what was cut, also when as much has grown again', () => {
    const column = [1, 2, 3];
    expect(scaledColumn({ generation: 0 }, column, 100)).toEqual([100, 200, 300]);
    column.length = 1;
    column.push(7, 8);
    expect(scaledColumn({ generation: 1 }, column, 100)).toEqual([100, 700, 800]);
  });

  it('compute nothing anew of what they know', () => {
    const column = [1, 2];
    const first = scaledColumn({ generation: 0 }, column, 10);
    column.push(3);
    expect(scaledColumn({ generation: 0 }, column, 10)).toBe(first);
    expect(first).toEqual([10, 20, 30]);
  });

  it('have no rate where no time was measured', () => {
    expect(rateColumn({ generation: 0 }, [0.5, 0, Number.NaN], 64)).toEqual([128, Number.NaN, Number.NaN]);
  });
});
