import { defineStore } from 'pinia';
import { computed, markRaw, shallowRef } from 'vue';
import type { Requests, RunList, UnreadableRun } from '../../main/api/contract.ts';
import { isActive } from '../ui/states.ts';
import { useAttempts } from './attempts.ts';
import { useClient } from './client.ts';
import { sentenceOf } from './problems.ts';
import { changedList } from './run-list.ts';
import { useRunLogs } from './run-logs.ts';

/** So many runs are looked at as often as they change; more of them so often. */
const MANY = 500;
const PAUSE_MS = 200;

/** All runs of the host, as they are now, and what can be done with them. */
export const useRuns = defineStore('runs', () => {
  const client = useClient();
  const { problem, attempt } = useAttempts();
  const list = shallowRef<RunList | null>(null);
  const runs = computed(() => list.value?.runs ?? []);
  /** Those of which only the folder is known. */
  const unreadable = shallowRef<readonly UnreadableRun[]>([]);
  const problems = computed(() => {
    const told = new Set(unreadable.value.map((one) => one.problem));
    return (list.value?.problems ?? []).filter((one) => !told.has(one));
  });
  /** The one that computes now, or waits for it; null: none. */
  const active = computed(() => runs.value.find(isActive) ?? null);
  const followed = useRunLogs().follow(
    computed(() => (active.value === null ? [] : [active.value.run])),
    (thrown) => (problem.value = sentenceOf(thrown)),
  );

  // A list of thousands comes in portions: the page looks at it a few times while it does, not at each.
  let latest: RunList | null = null;
  let timer: number | null = null;
  const look = (): void => {
    timer = null;
    list.value = latest;
  };
  client.subscribe('runs-changed', {}, (change) => {
    latest = markRaw(changedList(latest, change));
    unreadable.value = change.unreadable;
    if (latest.runs.length <= MANY) look();
    else timer ??= window.setTimeout(look, PAUSE_MS);
  });

  return {
    list,
    runs,
    unreadable,
    /** What is wrong besides. */
    problems,
    problem,
    active,
    activeLive: computed(() => followed.value.get(active.value?.run ?? '') ?? null),
    /** The name of the new run; null where it failed. */
    start: async (request: Requests['runs.start']) =>
      (await attempt(() => client.call('runs.start', request)))?.run ?? null,
    stop: (run: string, at: 'step' | 'epoch' = 'step') =>
      attempt(() => client.call('runs.stop', { run, at })),
    resume: (run: string) => attempt(() => client.call('runs.resume', { run })),
  };
});
