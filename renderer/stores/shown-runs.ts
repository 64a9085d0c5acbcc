import { defineStore } from 'pinia';
import { computed, markRaw, ref, shallowReactive, watch } from 'vue';
import type { ListedRun, RunDetail } from '../../main/api/contract.ts';
import { isActive } from '../ui/states.ts';
import { useClient } from './client.ts';
import { useRunLogs } from './run-logs.ts';
import { useRuns } from './runs.ts';
import { sentenceOf } from './problems.ts';

/** The runs of one kind, and the one of them that a screen shows. */
function shownRuns(kind: ListedRun['kind']) {
  const client = useClient();
  const store = useRuns();
  const problem = ref<string | null>(null);
  const tell = (thrown: unknown): void => void (problem.value = sentenceOf(thrown));
  /** Chosen by hand; null follows whatever runs. */
  const pinned = ref<string | null>(null);
  const runs = computed(() => store.runs.filter((run) => run.kind === kind));
  const shown = computed<ListedRun | null>(() => {
    const chosen = runs.value.find(({ run }) => run === pinned.value);
    return chosen ?? runs.value.find(isActive) ?? runs.value[0] ?? null;
  });
  const wanted = computed(() => (shown.value === null ? [] : [shown.value.run]));
  const logs = useRunLogs().follow(wanted, tell);
  const details = shallowReactive(new Map<string, RunDetail>());
  watch(
    () => shown.value?.run ?? null,
    (run) => {
      problem.value = null;
      if (run === null || details.has(run)) return;
      client.call('runs.get', { run }).then((detail) => details.set(run, markRaw(detail)), tell);
    },
    { immediate: true },
  );
  return {
    runs,
    pinned,
    problem,
    shown,
    detail: computed(() => details.get(shown.value?.run ?? '') ?? null),
    live: computed(() => logs.value.get(shown.value?.run ?? '') ?? null),
  };
}

/** The searches, and the one that the Search screen shows. */
export const useSearches = defineStore('searches', () => shownRuns('search'));

/** The trainings, and the one that the Train screen shows. */
export const useTrainings = defineStore('trainings', () => shownRuns('train'));
