import { describe, expect, it } from 'vitest';
import type { ListedGroup } from '../../../../main/api/contract.ts';
import { summaryOf } from '../../../../test/support/memory-services.ts';
import { COLUMNS } from './columns.ts';
import { groupText } from './group-cells.ts';
import { groupedRows, groupId, runsOf } from './rows.ts';

const spread = {
  mean: 0.9721,
  deviation: 0.0008,
  median: 0.97,
  halfRange: 0.001,
  n: 2,
  standardError: 0.0006,
  interval: { low: 0.96, high: 0.98 },
};
const group: ListedGroup = {
  first: 'a',
  kind: 'train',
  preset: 'final',
  data: 'cifar-10',
  settings: {},
  group: {
    runs: ['a', 'c'],
    seeds: [0, 1],
    n: 2,
    unfinished: ['d'],
    repeated: [],
    testAccuracy: spread,
    testLoss: null,
    bestAccuracy: null,
    heldOutAccuracy: null,
    seconds: null,
  },
  unfinished: ['d'],
  repeated: [],
};
const runs = ['d', 'c', 'b', 'a'].map((run) => summaryOf({ run, title: `Width, seed ${run}`, seed: 1 }));
const ids = (rows: ReturnType<typeof groupedRows>): string => rows.map(({ id }) => id).join(' ');

describe('rows of grouped runs', () => {
  it('stand where the first run of the group would, its runs below where it is open', () => {
    expect(ids(groupedRows(runs, [group], new Set()))).toBe('group.a b');
    expect(ids(groupedRows(runs, [group], new Set([groupId(group)])))).toBe('group.a d c a b');
    const [row] = groupedRows(runs, [group], new Set());
    expect(row === undefined ? [] : runsOf(row)).toEqual(['d', 'c', 'a']);
  });

  it('are no group where a filter leaves one run of it', () => {
    expect(ids(groupedRows(runs.slice(2), [group], new Set()))).toBe('b a');
  });

  it('say means with deviations, and what all runs have alike', () => {
    const text = (id: string): string => {
      const column = COLUMNS.find((one) => one.id === id);
      return column === undefined ? 'no column' : groupText(column, group, runs);
    };
    expect(text('test')).toBe('97.21 ± 0.08 %');
    expect(text('best')).toBe('');
    expect(text('seed')).toBe('N = 2');
    expect(text('kind')).toBe('search');
    expect(text('title')).toBe('Width, seed × 4 (1 not finished)');
  });
});
