import { defineStore } from 'pinia';
import { computed, markRaw, ref, shallowRef, watch } from 'vue';
import type { Ref } from 'vue';
import type { Client } from '../../main/api/client.ts';
import type {
  DataChange,
  DataList,
  DataOutcome,
  DataTask,
  DataTaskRequest,
  Requests,
  ShownSet,
} from '../../main/api/contract.ts';
import { useAttempts } from './attempts.ts';
import { readStored, writeStored } from './browser.ts';
import { useClient } from './client.ts';
import { sentenceOf } from './problems.ts';

const CHOSEN = 'dartboard.data.set';

/** What came of the latest checks of a set. */
export interface SetChecks {
  readonly verify: Extract<DataOutcome, { kind: 'verify' }> | null;
  readonly duplicates: Extract<DataOutcome, { kind: 'duplicates' }>['found'] | null;
}

const UNCHECKED: SetChecks = { verify: null, duplicates: null };

/** What is asked of the host about data sets, where whoever asks shows what fails. */
function callsOf(client: Client) {
  return {
    holdings: (data: string) => client.call('data.holdings', { data }),
    remove: (data: string) => client.call('data.remove', { data }),
    survey: (request: Requests['data.survey']) => client.call('data.survey', request),
    stopSurvey: (ticket: string) => client.call('data.stop-survey', { ticket }),
    samples: (request: Requests['data.samples']) => client.call('data.samples', request),
    passage: (request: Requests['data.passage']) => client.call('data.passage', request),
    splits: (data: string) => client.call('data.splits', { data }),
    divide: (request: Requests['data.divide']) => client.call('data.divide', request),
    splitText: (data: string, split: string) => client.call('data.split-text', { data, split }),
    importSplit: (request: Requests['data.import-split']) => client.call('data.import-split', request),
    removeSplit: (data: string, split: string) => client.call('data.remove-split', { data, split }),
  };
}

/** Keeps what the checks of each set have shown. */
function useChecks() {
  const checks = shallowRef<ReadonlyMap<string, SetChecks>>(new Map());
  const of = (data: string): SetChecks => checks.value.get(data) ?? UNCHECKED;
  const note = (data: string, found: SetChecks): void => {
    checks.value = new Map([...checks.value, [data, found]]);
  };
  const take = (outcome: DataOutcome): void => {
    const { data } = outcome;
    if (outcome.kind === 'verify') note(data, { ...of(data), verify: outcome });
    else if (outcome.kind === 'duplicates') note(data, { ...of(data), duplicates: outcome.found });
    else if (outcome.kind === 'relocate') note(data, { ...of(data), verify: null });
    else note(data, UNCHECKED);
  };
  return { of, take };
}

/** What is known of the set of that name, which changes. */
function useShown(client: Client, name: Readonly<Ref<string | null>>) {
  const shown = shallowRef<ShownSet | null>(null);
  const shownProblem = ref<string | null>(null);
  const show = async (): Promise<void> => {
    const wanted = name.value;
    if (wanted === null) return void (shown.value = null);
    try {
      const found = await client.call('data.show', { data: wanted });
      if (name.value !== wanted) return;
      shown.value = markRaw(found);
      shownProblem.value = null;
    } catch (thrown) {
      if (name.value !== wanted) return;
      shown.value = null;
      shownProblem.value = sentenceOf(thrown);
    }
  };
  watch(name, () => void show());
  return { shown, shownProblem, show };
}

/** The data sets of the host, the one that is looked at, and what is done with them. */
export const useDataSets = defineStore('data-sets', () => {
  const client = useClient();
  const { problem, attempt } = useAttempts();
  const list = shallowRef<DataList | null>(null);
  const chosen = ref<string | null>(readStored(CHOSEN));
  const change = shallowRef<DataChange>({ revision: 0, task: null });
  const checks = useChecks();
  /** The last task that a person has read the end of. */
  const dismissed = ref(0);

  const sets = computed(() => list.value?.sets ?? []);
  /** What is looked at: what was chosen while it is there, else the first of a person's own, else the first. */
  const name = computed(() => {
    const known = sets.value.find((set) => set.name === chosen.value);
    const own = sets.value.find(({ kind }) => kind === 'registered');
    return (known ?? own ?? sets.value[0])?.name ?? null;
  });

  const { shown, shownProblem, show } = useShown(client, name);
  const refresh = async (): Promise<void> => {
    const found = await attempt(() => client.call('data.list', {}));
    if (found === null) return;
    list.value = markRaw(found);
    await show();
  };
  watch(chosen, (next) => {
    if (next !== null) writeStored(CHOSEN, next);
  });
  client.subscribe('data-changed', {}, (next) => {
    const { revision, task } = change.value;
    change.value = markRaw(next);
    const outcome = next.task?.outcome ?? null;
    if (outcome !== null && (task?.id !== next.task?.id || task?.outcome === null)) {
      checks.take(outcome);
      if (outcome.kind === 'add' || outcome.kind === 'fetch') chosen.value = outcome.data;
    }
    if (next.revision !== revision || list.value === null) void refresh();
  });

  return {
    list,
    sets,
    problem,
    chosen,
    name,
    shown,
    shownProblem,
    /** What is on, or was and nobody has put away; null: nothing. */
    task: computed<DataTask | null>(() => {
      const { task } = change.value;
      return task === null || task.id <= dismissed.value ? null : task;
    }),
    isBusy: computed(() => change.value.task?.state === 'running'),
    checks: computed<SetChecks>(() => checks.of(name.value ?? '')),
    refresh,
    /** Puts the word of a task's end away. */
    dismiss: (task: number): void => void (dismissed.value = task),
    /** The number of the task; null where it could not begin. */
    begin: async (task: DataTaskRequest): Promise<number | null> =>
      (await attempt(() => client.call('data.begin', { task })))?.task ?? null,
    cancel: (task: number) => attempt(() => client.call('data.cancel', { task })),
    ...callsOf(client),
  };
});
