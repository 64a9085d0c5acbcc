import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../test/support/memory-services.ts';
import type { RunListChange } from '../../main/api/contract.ts';
import { changedList } from './run-list.ts';

const change = (given: Partial<RunListChange>): RunListChange => ({
  unreadable: [],
  revision: 1,
  isWhole: false,
  changed: [],
  removed: [],
  problems: [],
  ...given,
});
const names = (list: ReturnType<typeof changedList>) => list.runs.map(({ run, step }) => `${run}${step}`);

describe('the list of runs', () => {
  it('takes what came, went and changed, the newest first', () => {
    const first = changedList(
      null,
      change({ isWhole: true, changed: [summaryOf({ run: 'b' }), summaryOf({ run: 'a' })] }),
    );
    expect(names(first)).toEqual(['b0', 'a0']);
    const second = changedList(
      first,
      change({ changed: [summaryOf({ run: 'c' }), summaryOf({ run: 'a', step: 7 })], removed: ['b'] }),
    );
    expect(names(second)).toEqual(['c0', 'a7']);
    expect(second.total).toBe(2);
  });

  it('forgets all when everything is told anew, and keeps its runs where only problems changed', () => {
    const first = changedList(null, change({ isWhole: true, changed: [summaryOf({ run: 'a' })] }));
    const second = changedList(first, change({ problems: ['damaged'] }));
    expect([second.runs, second.problems]).toEqual([first.runs, ['damaged']]);
    expect(second.runs).toBe(first.runs);
    expect(changedList(second, change({ isWhole: true })).runs).toEqual([]);
  });
});
