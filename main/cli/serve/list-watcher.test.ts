import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { summaryOf } from '../../../test/support/memory-services.ts';
import type { RunList } from '../../runs/index.ts';
import { watchList } from './list-watcher.ts';

const listOf = (...runs: readonly string[]): RunList => ({
  runs: runs.map((run) => summaryOf({ run })),
  problems: [],
});
const namesOf = ({ runs }: RunList) => runs.map(({ run }) => run).join(' ');

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function watched() {
  let list = listOf('a');
  let reads = 0;
  const problems: string[] = [];
  const watcher = watchList(
    async () => {
      reads += 1;
      if (list.problems.length > 0) throw new Error(list.problems[0]);
      return list;
    },
    { onProblem: (problem) => problems.push(problem), pauseMs: 1000 },
  );
  return { watcher, set: (next: RunList) => (list = next), reads: () => reads, problems };
}

describe('watching the list of runs', () => {
  it('reads nothing while nobody listens', async () => {
    const { watcher, reads } = watched();
    watcher.refresh();
    await pass(5000);
    expect(reads()).toBe(0);
  });

  it('tells a newcomer the list, and everybody what changed, once', async () => {
    const { watcher, set } = watched();
    const told: string[] = [];
    watcher.listen((list) => told.push(`first ${namesOf(list)}`));
    await pass(10);
    watcher.listen((list) => told.push(`second ${namesOf(list)}`));
    await pass(3000);
    set(listOf('b', 'a'));
    await pass(1100);
    expect(told).toEqual(['first a', 'second a', 'first b a', 'second b a']);
  });

  it('looks early when asked, and not after the last listener has gone', async () => {
    const { watcher, set, reads } = watched();
    const told: string[] = [];
    const end = watcher.listen((list) => told.push(namesOf(list)));
    await pass(10);
    set(listOf('b'));
    watcher.refresh();
    await pass(10);
    expect(told).toEqual(['a', 'b']);
    end();
    const before = reads();
    await pass(5000);
    expect(reads()).toBe(before);
  });

  it('says what is wrong and goes on', async () => {
    const { watcher, set, problems } = watched();
    const told: string[] = [];
    watcher.listen((list) => told.push(namesOf(list)));
    await pass(10);
    set({ runs: [], problems: ['The disk is gone.'] });
    await pass(1100);
    set(listOf('c'));
    await pass(1100);
    expect(problems).toEqual(['The disk is gone.']);
    expect(told).toEqual(['a', 'c']);
    watcher.close();
  });
});
