import { defineStore } from 'pinia';
import { computed, markRaw, ref, shallowReactive, shallowRef, watch } from 'vue';
import type { Ref } from 'vue';
import type { Client } from '../../main/api/client.ts';
import type { Requests, RunDetail, RunList, ListedRun } from '../../main/api/contract.ts';
import { isActive } from '../ui/states.ts';
import { useClient } from './client.ts';
import { followRun } from './live-log.ts';
import type { LiveLog } from './live-log.ts';
import { sentenceOf } from './problems.ts';
import { changedList } from './run-list.ts';

/** The runs of the host, the one that is shown, and what can be done with them. */
export const useRuns = defineStore('runs', () => {
  const client = useClient();
  const { problem, attempt } = useAttempts();
  const list = shallowRef<RunList | null>(null);
  /** Chosen by hand; null follows whatever runs. */
  const pinned = ref<string | null>(null);

  const runs = computed(() => list.value?.runs ?? []);
  const active = computed(() => runs.value.find(isActive) ?? null);
  const shown = computed<ListedRun | null>(() => {
    const chosen = runs.value.find(({ run }) => run === pinned.value);
    return chosen ?? active.value ?? runs.value[0] ?? null;
  });
  const shownRun = computed(() => shown.value?.run ?? null);
  const activeRun = computed(() => active.value?.run ?? null);
  const logs = useFollowed(client, [shownRun, activeRun], (thrown) => (problem.value = sentenceOf(thrown)));
  const details = useDetails(client, shownRun, attempt);

  client.subscribe('runs-changed', {}, (change) => {
    list.value = markRaw(changedList(list.value, change));
  });

  return {
    list,
    runs,
    pinned,
    problem,
    active,
    shown,
    detail: computed(() => details.get(shownRun.value ?? '') ?? null),
    live: computed(() => logs.get(shownRun.value ?? '') ?? null),
    activeLive: computed(() => logs.get(activeRun.value ?? '') ?? null),
    /** Starts a run and follows it. */
    start: async (request: Requests['runs.start']) => {
      const started = await attempt(() => client.call('runs.start', request));
      if (started !== null) pinned.value = null;
    },
    stop: (run: string) => attempt(() => client.call('runs.stop', { run })),
    resume: (run: string) => attempt(() => client.call('runs.resume', { run })),
  };
});

/** Does work and says null where it failed; the reason is the problem until something succeeds. */
type Attempt = <T>(work: () => Promise<T>) => Promise<T | null>;

function useAttempts(): { readonly problem: Ref<string | null>; readonly attempt: Attempt } {
  const problem = ref<string | null>(null);
  const attempt: Attempt = async (work) => {
    try {
      const done = await work();
      problem.value = null;
      return done;
    } catch (thrown) {
      problem.value = sentenceOf(thrown);
      return null;
    }
  };
  return { problem, attempt };
}

/** The logs of the runs that are wanted now, and of no others. */
function useFollowed(
  client: Client,
  wanted: readonly Readonly<Ref<string | null>>[],
  onProblem: (thrown: unknown) => void,
): Map<string, LiveLog> {
  const logs = shallowReactive(new Map<string, LiveLog>());
  watch(
    () => new Set(wanted.map(({ value }) => value).filter((run) => run !== null)),
    (runs) => {
      for (const [run, live] of logs) {
        if (runs.has(run)) continue;
        live.end();
        logs.delete(run);
      }
      for (const run of runs) if (!logs.has(run)) logs.set(run, followRun(client, run, onProblem));
    },
    { immediate: true },
  );
  return logs;
}

/** What does not change of the runs that were shown. */
function useDetails(
  client: Client,
  shown: Readonly<Ref<string | null>>,
  attempt: Attempt,
): Map<string, RunDetail> {
  const details = shallowReactive(new Map<string, RunDetail>());
  watch(
    shown,
    (run) => {
      if (run === null || details.has(run)) return;
      void attempt(async () => details.set(run, markRaw(await client.call('runs.get', { run }))));
    },
    { immediate: true },
  );
  return details;
}
