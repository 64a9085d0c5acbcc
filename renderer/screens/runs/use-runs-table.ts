import { defineStore } from 'pinia';
import { computed, markRaw, shallowRef, watch } from 'vue';
import type { Ref } from 'vue';
import type { DifferingSettings, GroupList, ListedRun } from '../../../main/api/contract.ts';
import { useAttempts } from '../../stores/attempts.ts';
import { readStored, writeStored } from '../../stores/browser.ts';
import { useClient } from '../../stores/client.ts';
import { useRuns } from '../../stores/runs.ts';
import { COLUMNS, differingColumns, settingColumn, sortedRuns } from './table/columns.ts';
import type { Column } from './table/columns.ts';
import { parseQuery } from './table/query.ts';
import { groupedRows, plainRows } from './table/rows.ts';
import { useChoice } from './table/use-choice.ts';
import { useVisibility } from './table/use-visibility.ts';
import { parsedJson, savedViewsOf, viewOf } from './table/view.ts';
import type { SavedView, TableView } from './table/view.ts';

const VIEW_KEY = 'dartboard.runs.view';
const SAVED_KEY = 'dartboard.runs.views';

/** A list of thousands comes in portions: it is looked at so often while it does. */
const PAUSE_MS = 120;
const MANY_PAUSE_MS = 400;
const MANY = 2000;
/** Answers may take a fifth of the time at most. */
const SHARE = 4;
const MOST_PAUSE_MS = 5000;
/** Settings of more runs are not read for the table. */
const MOST_WITH_SETTINGS = 500;

/** The table of runs: which are shown, how, and what is chosen of them. */
export const useRunsTable = defineStore('runs-table', () => {
  const { problem, attempt } = useAttempts();
  const runs = useCalmRuns();
  const byId = computed(() => new Map(runs.value.map((run) => [run.run, run])));
  const { view, change, ...arrangement } = useArrangement();
  const query = computed(() => parseQuery(view.value.query));
  const filtered = computed<readonly ListedRun[]>(() => {
    const { terms } = query.value;
    return terms.length === 0
      ? runs.value
      : runs.value.filter((run) => terms.every(({ holds }) => holds(run)));
  });
  const { settingColumns, settingsProblem } = useSettings(view, filtered, attempt);
  const groups = useGroups(view, runs, attempt);
  const columns = computed<readonly Column[]>(() => {
    const chosen = view.value.columns.flatMap((id) => COLUMNS.find((column) => column.id === id) ?? []);
    const all = [...chosen, ...settingColumns.value];
    return view.value.onlyDiffering ? differingColumns(all, filtered.value) : all;
  });
  const sorted = computed(() => {
    const { sort, descending } = view.value;
    const column = [...COLUMNS, ...settingColumns.value].find(({ id }) => id === sort);
    return column === undefined ? filtered.value : sortedRuns(filtered.value, column, descending);
  });
  const open = shallowRef<ReadonlySet<string>>(new Set());
  const rows = computed(() =>
    view.value.isGrouped && groups.value !== null
      ? groupedRows(sorted.value, groups.value.groups, open.value)
      : plainRows(sorted.value),
  );
  return {
    problem,
    attempt,
    runs,
    byId,
    /** What tells a run from others beside it, which may have the same title. */
    nameOf: (run: string): string => {
      const listed = byId.value.get(run);
      return listed === undefined ? run : `${listed.title}, seed ${listed.seed}`;
    },
    view,
    change,
    ...arrangement,
    query,
    settingsProblem,
    filtered,
    columns,
    rows,
    toggleGroup: (id: string, isOpen: boolean): void => {
      open.value = new Set([...open.value].filter((one) => one !== id).concat(isOpen ? [id] : []));
    },
    ...useChoice(
      () => rows.value,
      (run) => byId.value.has(run),
    ),
    ...useVisibility(),
  };
});

/** The runs, looked at once in a while however often they change. */
function useCalmRuns() {
  const store = useRuns();
  const runs = shallowRef<readonly ListedRun[]>(store.runs);
  let timer: number | null = null;
  watch(
    () => store.runs,
    () => {
      timer ??= window.setTimeout(
        () => {
          timer = null;
          runs.value = store.runs;
        },
        runs.value.length === 0 ? 0 : store.runs.length > MANY ? MANY_PAUSE_MS : PAUSE_MS,
      );
    },
  );
  return runs;
}

/** How the table is looked at; this browser remembers it. */
function useArrangement() {
  const view = shallowRef<TableView>(viewOf(parsedJson(readStored(VIEW_KEY))));
  watch(view, (next) => writeStored(VIEW_KEY, JSON.stringify(next)));
  const saved = shallowRef<readonly SavedView[]>(savedViewsOf(parsedJson(readStored(SAVED_KEY))));
  watch(saved, (next) => writeStored(SAVED_KEY, JSON.stringify(next)));
  const change = (part: Partial<TableView>): void => void (view.value = { ...view.value, ...part });
  return {
    view,
    change,
    saved,
    /** Keeps the present view under a name, in the place of one of that name. */
    save: (name: string): void => {
      saved.value = [...saved.value.filter((one) => one.name !== name), { name, view: view.value }];
    },
    forget: (name: string): void => {
      saved.value = saved.value.filter((one) => one.name !== name);
    },
    /** Sorts by a column; once more by the same the other way round. */
    sortBy: ({ id, descending }: Column): void => {
      const isSame = view.value.sort === id;
      change({ sort: id, descending: isSame ? !view.value.descending : descending });
    },
  };
}

type Attempt = ReturnType<typeof useAttempts>['attempt'];

/** Groups of seeds, as long as they are shown. */
function useGroups(
  view: Ref<TableView>,
  runs: Readonly<Ref<readonly ListedRun[]>>,
  attempt: Attempt,
): Ref<GroupList | null> {
  const client = useClient();
  const groups = shallowRef<GroupList | null>(null);
  askWhile(
    runs,
    () => view.value.isGrouped && runs.value.length > 0,
    () =>
      attempt(async () => {
        groups.value = markRaw(await client.call('runs.groups', { runs: null, against: null }));
      }),
  );
  return groups;
}

/** The settings in which the runs that are shown differ, as columns. */
function useSettings(view: Ref<TableView>, filtered: Readonly<Ref<readonly ListedRun[]>>, attempt: Attempt) {
  const client = useClient();
  const settings = shallowRef<DifferingSettings>({});
  const isFew = (): boolean => filtered.value.length <= MOST_WITH_SETTINGS;
  askWhile(
    filtered,
    () => view.value.withSettings && filtered.value.length > 0 && isFew(),
    () =>
      attempt(async () => {
        const wanted = filtered.value.map(({ run }) => run);
        settings.value = markRaw(await client.call('runs.settings', { runs: wanted }));
      }),
  );
  return {
    settingColumns: computed<readonly Column[]>(() => {
      if (!view.value.withSettings) return [];
      const paths = [...new Set(Object.values(settings.value).flatMap((own) => Object.keys(own)))];
      return paths.map((path) => settingColumn(path, ({ run }) => settings.value[run]?.[path]));
    }),
    settingsProblem: computed(() =>
      view.value.withSettings && !isFew()
        ? `Settings are shown of ${MOST_WITH_SETTINGS} runs at most: filter the ${filtered.value.length} first.`
        : null,
    ),
  };
}

/** Asks as long as the answer is wanted, and again where runs changed meanwhile, so that there is one question at a time. */
function askWhile(
  runs: Readonly<Ref<readonly ListedRun[]>>,
  isWanted: () => boolean,
  ask: () => Promise<unknown>,
): void {
  let isAsking = false;
  let isStale = false;
  const work = async (): Promise<void> => {
    isStale = true;
    if (isAsking) return;
    isAsking = true;
    while (isStale && isWanted()) {
      isStale = false;
      const startMs = performance.now();
      await ask();
      // A long list changes with each step of a run: the host has other work too.
      const pauseMs = Math.min(MOST_PAUSE_MS, SHARE * (performance.now() - startMs));
      await new Promise((resolve) => window.setTimeout(resolve, pauseMs));
    }
    isAsking = false;
  };
  watch([runs, isWanted], () => void work(), { immediate: true });
}
