import { describe, expect, it } from 'vitest';
import type { QueuedJob, QueueList } from '../../../../main/api/contract.ts';
import { summaryOf } from '../../../../test/support/memory-services.ts';
import { destination, queueOutlook } from './outlook.ts';

const job = (
  id: string,
  given: Partial<QueuedJob> & { readonly state?: 'waiting' | 'running' } = {},
): QueuedJob => {
  const { state = 'waiting', ...others } = given;
  return {
    job: {
      id,
      kind: 'run',
      run: id,
      data: null,
      added: '2024-05-01T10:00:00.000Z',
      priority: 0,
      position: 0,
      after: [],
      held: false,
      retries: 0,
      state,
      problem: null,
      mustStop: false,
      startedAfter: null,
      started: null,
      ended: null,
    },
    kind: 'search',
    title: id,
    run: { ...summaryOf({ run: id, state: 'queued', steps: 0 }), result: null },
    waitsFor: null,
    ...others,
  };
};
const queueOf = (...jobs: readonly QueuedJob[]): QueueList => ({
  paused: false,
  worker: null,
  jobs,
  problems: [],
});
const done = [40, 60, 50].map((seconds, i) => summaryOf({ run: `done${i}`, state: 'finished', seconds }));

describe('the outlook of the queue', () => {
  it('goes by the pace of what runs, and by how long such runs took', () => {
    const running = job('r', {
      state: 'running',
      run: { ...summaryOf({ run: 'r', step: 50, steps: 100, seconds: 10 }), result: null },
    });
    const outlook = queueOutlook({
      queue: queueOf(running, job('x'), job('y')),
      runs: done,
      devices: [{ id: 'r', devices: ['the CPU'] }],
      now: 0,
    });
    expect(outlook.get('r')).toEqual({ begins: null, ends: 10_000 });
    expect(outlook.get('x')).toEqual({ begins: 10_000, ends: 60_000 });
    expect(outlook.get('y')).toEqual({ begins: 60_000, ends: 110_000 });
  });

  it('knows nothing of what waits for something else, nor after something of unknown length', () => {
    const held = job('h', { waitsFor: 'it is held back' });
    const unknown = job('u', {
      run: { ...summaryOf({ run: 'u', preset: 'rare', state: 'queued', steps: 0 }), result: null },
    });
    const outlook = queueOutlook({
      queue: queueOf(held, unknown, job('x')),
      runs: done,
      devices: [],
      now: 5,
    });
    expect(outlook.get('h')).toBeUndefined();
    expect(outlook.get('u')).toEqual({ begins: 5, ends: null });
    expect(outlook.get('x')).toBeUndefined();
  });
});

describe('moving a job by a place', () => {
  const waiting = [job('a'), job('b'), job('c')];

  it.each([
    ['b', -1, { before: 'a' }],
    ['a', 1, { before: 'c' }],
    ['b', 1, 'last'],
    ['a', -1, null],
    ['c', 1, null],
    ['x', 1, null],
  ] as const)('%s by %i', (id, by, to) => expect(destination(waiting, id, by)).toEqual(to));
});
