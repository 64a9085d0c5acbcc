import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../../../test/support/memory-services.ts';
import { COLUMNS, differingColumns, settingColumn, sortedRuns } from './columns.ts';
import { asWidth, savedViewsOf, USUAL_VIEW, viewOf } from './view.ts';

const column = (id: string) => {
  const found = COLUMNS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no column ${id}`);
  return found;
};
const runs = [
  summaryOf({ run: 'c', title: 'b', seed: 2, seconds: null }),
  summaryOf({ run: 'b', title: 'B', seed: 1, seconds: 5 }),
  summaryOf({ run: 'a', title: 'a', seed: 1, seconds: 70 }),
];
const order = (id: string, descending: boolean): string =>
  sortedRuns(runs, column(id), descending)
    .map(({ run }) => run)
    .join('');

describe('columns of runs', () => {
  it('sort runs, equal ones the newest first and those without it last', () => {
    expect(order('seed', false)).toBe('bac');
    expect(order('seed', true)).toBe('cba');
    expect(order('title', false)).toBe('acb');
    expect(order('time', false)).toBe('bac');
    expect(order('time', true)).toBe('abc');
    expect(order('started', true)).toBe('cba');
    expect(order('started', false)).toBe('abc');
  });

  it('are left out where all runs are alike, but for the title', () => {
    const shown = ['title', 'kind', 'seed', 'time'].map(column);
    expect(differingColumns(shown, runs).map(({ id }) => id)).toEqual(['title', 'seed', 'time']);
    expect(differingColumns(shown, []).map(({ id }) => id)).toHaveLength(4);
  });

  it('can be settings', () => {
    const batch = settingColumn('batch', ({ run }) => ({ a: 64, b: 8 })[run]);
    expect(sortedRuns(runs, batch, false).map(({ run }) => run)).toEqual(['b', 'a', 'c']);
    expect(runs.map(batch.text)).toEqual(['', '8', '64']);
  });
});

describe('what a browser has kept of the table', () => {
  it('is taken as far as it is understood', () => {
    expect(viewOf(null)).toEqual(USUAL_VIEW);
    expect(
      viewOf({ columns: ['seed', 'nonsense', 'seed'], widths: { seed: 1e9, x: 'wide' }, isGrouped: true }),
    ).toEqual({
      ...USUAL_VIEW,
      columns: ['seed'],
      widths: { seed: asWidth(1e9) },
      isGrouped: true,
    });
    expect(savedViewsOf([{ name: ' mine ', view: {} }, { name: 3 }, null])).toEqual([
      { name: 'mine', view: USUAL_VIEW },
    ]);
    expect(savedViewsOf('x')).toEqual([]);
  });
});
