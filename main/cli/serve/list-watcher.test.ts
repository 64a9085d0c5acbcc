import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { summaryOf } from '../../../test/support/memory-services.ts';
import type { RunListChange } from '../../runs/index.ts';
import { watchList } from './list-watcher.ts';

const changeOf = (...runs: readonly string[]): RunListChange => ({
  unreadable: [],
  revision: 0,
  isWhole: false,
  changed: runs.map((run) => summaryOf({ run })),
  removed: [],
  problems: [],
});
const wordsOf = ({ isWhole, changed, removed, problems }: RunListChange) =>
  [
    isWhole ? 'all' : 'news',
    ...changed.map(({ run }) => run),
    ...removed.map((run) => `-${run}`),
    ...problems,
  ].join(' ');

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A list that knows a row of changes. */
function watched() {
  const changes: RunListChange[] = [changeOf('a')];
  let reads = 0;
  let failure: string | null = null;
  const problems: string[] = [];
  const watcher = watchList(
    async (since) => {
      reads += 1;
      if (failure !== null) throw new Error(failure);
      const news = changes.slice(since ?? 0);
      return {
        revision: changes.length,
        isWhole: since === null,
        unreadable: [],
        changed: news.flatMap(({ changed }) => changed),
        removed: since === null ? [] : news.flatMap(({ removed }) => removed),
        problems: changes.at(-1)?.problems ?? [],
      };
    },
    { onProblem: (problem) => problems.push(problem), pauseMs: 1000 },
  );
  return {
    watcher,
    change: (change: Partial<RunListChange>) => void changes.push({ ...changeOf(), ...change }),
    fail: (sentence: string | null) => (failure = sentence),
    reads: () => reads,
    problems,
  };
}

describe('watching the list of runs', () => {
  it('tells a long list in portions, the first of which is the beginning of all', async () => {
    const { watcher, change } = watched();
    change(changeOf(...Array.from({ length: 600 }, (_, i) => `r${i}`)));
    const told: RunListChange[] = [];
    watcher.listen((part) => void told.push(part));
    await vi.waitFor(() => expect(told.flatMap(({ changed }) => changed)).toHaveLength(601));
    expect(told.map(({ isWhole, changed }) => [isWhole, changed.length])).toEqual([
      [true, 250],
      [false, 250],
      [false, 101],
    ]);
    watcher.close();
  });

  it('reads nothing while nobody listens', async () => {
    const { watcher, reads } = watched();
    watcher.refresh();
    await pass(5000);
    expect(reads()).toBe(0);
  });

  it('tells a newcomer the list, and everybody what changed, once', async () => {
    const { watcher, change } = watched();
    const told: string[] = [];
    watcher.listen((news) => told.push(`first ${wordsOf(news)}`));
    await pass(10);
    watcher.listen((news) => told.push(`second ${wordsOf(news)}`));
    await pass(3000);
    change(changeOf('b'));
    await pass(1100);
    change({ removed: ['a'] });
    await pass(1100);
    expect(told).toEqual([
      'first all a',
      'second all a',
      'first news b',
      'second news b',
      'first news -a',
      'second news -a',
    ]);
  });

  it('tells of a problem when it comes and when it is gone', async () => {
    const { watcher, change } = watched();
    const told: string[] = [];
    watcher.listen((news) => told.push(wordsOf(news)));
    await pass(10);
    change({ problems: ['damaged'] });
    await pass(3000);
    change({ problems: [] });
    await pass(3000);
    expect(told).toEqual(['all a', 'news damaged', 'news']);
  });

  it('looks early when asked, and not after the last listener has gone', async () => {
    const { watcher, change, reads } = watched();
    const told: string[] = [];
    const end = watcher.listen((news) => told.push(wordsOf(news)));
    await pass(10);
    change(changeOf('b'));
    watcher.refresh();
    await pass(10);
    expect(told).toEqual(['all a', 'news b']);
    end();
    const before = reads();
    await pass(5000);
    expect(reads()).toBe(before);
  });

  it('says what is wrong and goes on', async () => {
    const { watcher, change, fail, problems } = watched();
    const told: string[] = [];
    watcher.listen((news) => told.push(wordsOf(news)));
    await pass(10);
    fail('The disk is gone.');
    await pass(1100);
    fail(null);
    change(changeOf('c'));
    await pass(1100);
    expect(problems).toEqual(['The disk is gone.']);
    expect(told).toEqual(['all a', 'news c']);
    watcher.close();
  });
});
