import type { RunState, ListedRun } from '../../main/api/contract.ts';

/** What a state says of a run. */
export interface StateWords {
  readonly title: string;
  /** `active` moves, `good` is done, `warn` waits for somebody, `bad` needs a person. */
  readonly tone: 'active' | 'good' | 'warn' | 'bad' | 'calm';
}

/** Every state in words. */
export const STATE_WORDS: Readonly<Record<RunState, StateWords>> = {
  queued: { title: 'queued', tone: 'calm' },
  starting: { title: 'starting', tone: 'active' },
  running: { title: 'running', tone: 'active' },
  finished: { title: 'finished', tone: 'good' },
  failed: { title: 'failed', tone: 'bad' },
  interrupted: { title: 'stopped', tone: 'warn' },
  lost: { title: 'lost', tone: 'bad' },
};

/** Whether the run computes, or is about to. */
export function isActive({ state }: Pick<ListedRun, 'state'>): boolean {
  return state === 'queued' || state === 'starting' || state === 'running';
}

/** Whether the run can go on from its checkpoint. */
export function isResumable({ state }: Pick<ListedRun, 'state'>): boolean {
  return state === 'interrupted' || state === 'lost' || state === 'failed';
}
