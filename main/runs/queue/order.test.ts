import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from './job.ts';
import { inOrder, lastPosition, moved } from './order.ts';
import type { Destination } from './order.ts';

const job = (id: string, given: Partial<Job> = {}): Job => ({
  id,
  kind: 'run',
  run: id,
  data: null,
  added: '2024-05-01T10:00:00.000Z',
  priority: 0,
  position: 1,
  after: [],
  held: false,
  retries: 0,
  state: 'waiting',
  problem: null,
  mustStop: false,
  startedAfter: null,
  started: null,
  ended: null,
  ...given,
});
const ids = (jobs: readonly Job[]): string =>
  inOrder(jobs)
    .map(({ id }) => id)
    .join(' ');
const after = (jobs: readonly Job[], changed: readonly Job[]): readonly Job[] =>
  jobs.map((each) => changed.find(({ id }) => id === each.id) ?? each);
const find = (jobs: readonly Job[], id: string): Job => {
  const found = jobs.find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
};

describe('the order of jobs', () => {
  it('is by priority, then by position, and of those that wait only', () => {
    const jobs = [
      job('c', { position: 3 }),
      job('a', { position: 1 }),
      job('x', { position: 0, state: 'finished' }),
      job('b', { position: 2 }),
      job('high', { position: 9, priority: 2.5 }),
      job('low', { position: 0, priority: -1 }),
    ];
    expect(ids(jobs)).toBe('high a b c low');
    expect(lastPosition(jobs)).toBe(10);
  });

  it('is changed by moving one of them', () => {
    const jobs = ['a', 'b', 'c'].map((id, i) => job(id, { position: i + 1 }));
    const move = (id: string, to: Destination): string => ids(after(jobs, moved(jobs, find(jobs, id), to)));
    expect(move('c', 'first')).toBe('c a b');
    expect(move('a', 'last')).toBe('b c a');
    expect(move('c', { before: find(jobs, 'b') })).toBe('a c b');
    expect(move('b', { before: find(jobs, 'c') })).toBe('a b c');
  });

  it('gives one that is moved before another the priority of that', () => {
    const jobs = [job('a'), job('b', { priority: 3 })];
    const [changed] = moved(jobs, find(jobs, 'a'), { before: find(jobs, 'b') });
    expect(changed).toMatchObject({ id: 'a', priority: 3 });
    expect(
      ids(after(jobs, [find([...moved(jobs, find(jobs, 'a'), { before: find(jobs, 'b') })], 'a')])),
    ).toBe('a b');
  });

  it('is what a list would be, however often jobs are moved', () => {
    const names = ['a', 'b', 'c', 'd'];
    const steps = fc.array(fc.tuple(fc.nat(3), fc.nat(5)), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (all) => {
        let jobs: readonly Job[] = names.map((id, i) => job(id, { position: i + 1 }));
        let list = [...names];
        for (const [which, where] of all) {
          const name = names[which] ?? '';
          const other = list[where];
          if (other === name) continue;
          const to: Destination =
            where === 4 ? 'first' : other === undefined ? 'last' : { before: find(jobs, other) };
          jobs = after(jobs, moved(jobs, find(jobs, name), to));
          list = list.filter((each) => each !== name);
          const at = to === 'first' ? 0 : to === 'last' ? list.length : list.indexOf(other ?? '');
          list.splice(at, 0, name);
          expect(ids(jobs)).toBe(list.join(' '));
        }
      }),
    );
  });

  it('has room between two jobs for ever', () => {
    let jobs: readonly Job[] = ['a', 'b', 'c'].map((id, i) => job(id, { position: i + 1 }));
    for (let i = 0; i < 200; i++) {
      const [, second, third] = inOrder(jobs);
      if (second === undefined || third === undefined) throw new Error('there are three jobs');
      jobs = after(jobs, moved(jobs, third, { before: second }));
      expect(inOrder(jobs).map(({ id }) => id)).toEqual([inOrder(jobs)[0]?.id, third.id, second.id]);
    }
  });
});
