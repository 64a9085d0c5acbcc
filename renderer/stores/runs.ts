import { defineStore } from 'pinia';
import { computed, markRaw, shallowRef } from 'vue';
import type { Requests, RunList } from '../../main/api/contract.ts';
import { isActive } from '../ui/states.ts';
import { useAttempts } from './attempts.ts';
import { useClient } from './client.ts';
import { sentenceOf } from './problems.ts';
import { changedList } from './run-list.ts';
import { useRunLogs } from './run-logs.ts';

/** All runs of the host, as they are now, and what can be done with them. */
export const useRuns = defineStore('runs', () => {
  const client = useClient();
  const { problem, attempt } = useAttempts();
  const list = shallowRef<RunList | null>(null);
  const runs = computed(() => list.value?.runs ?? []);
  /** The one that computes now, or waits for it; null: none. */
  const active = computed(() => runs.value.find(isActive) ?? null);
  const followed = useRunLogs().follow(
    computed(() => (active.value === null ? [] : [active.value.run])),
    (thrown) => (problem.value = sentenceOf(thrown)),
  );

  client.subscribe('runs-changed', {}, (change) => {
    list.value = markRaw(changedList(list.value, change));
  });

  return {
    list,
    runs,
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
