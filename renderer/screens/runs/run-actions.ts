import { shallowRef } from 'vue';
import type { ListedRun } from '../../../main/api/contract.ts';
import { useNotices } from '../../shell/notices.ts';
import { useClient } from '../../stores/client.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { count } from '../../ui/format.ts';
import { isActive, isResumable } from '../../ui/states.ts';
import { sizeWords } from './size-words.ts';
import { useRunsTable } from './use-runs-table.ts';

/** What can be done with the chosen runs. */
export type RunActionName =
  | 'open'
  | 'compare'
  | 'verify'
  | 'again'
  | 'fork'
  | 'resume'
  | 'stop'
  | 'export'
  | 'remove'
  | 'star'
  | 'hide'
  | 'solo';

/** What the screen shows in answer to an action. */
export interface ActionViews {
  readonly compare: (runs: readonly string[]) => void;
  readonly export: (runs: readonly string[]) => void;
  readonly fork: (run: string) => void;
}

/** Does what is asked for with the runs that are chosen. */
export function useRunActions(views: ActionViews) {
  const table = useRunsTable();
  const navigation = useNavigation();
  const removal = useRemoval();
  const work = useWork(views);
  const chosen = (): readonly ListedRun[] => [...table.chosen].flatMap((run) => table.byId.get(run) ?? []);
  const only = (): ListedRun | null => {
    const [one = null, ...others] = chosen();
    return others.length === 0 ? one : null;
  };
  const open = (run: ListedRun): void => navigation.go(run.kind, { run: run.run });

  const OF_ONE: Partial<Record<RunActionName, (run: ListedRun) => unknown>> = {
    open,
    verify: ({ run, origin }) => (origin === null ? undefined : views.compare([origin.run, run])),
    again: ({ run }) => work.again(run),
    fork: ({ run }) => views.fork(run),
  };
  const OF_SEVERAL: Partial<Record<RunActionName, (runs: readonly ListedRun[]) => unknown>> = {
    compare: (runs) => views.compare(idsOf(runs)),
    resume: (runs) => work.resume(idsOf(runs.filter(isResumable))),
    stop: (runs) => work.stop(idsOf(runs.filter(isActive))),
    export: (runs) => views.export(idsOf(runs)),
    remove: (runs) => removal.remove(idsOf(runs)),
    star: (runs) => work.star(idsOf(runs), !runs.every(({ annotations }) => annotations.starred)),
    hide: (runs) => table.toggleHidden(idsOf(runs)),
    solo: (runs) => table.toggleSolo(idsOf(runs)),
  };
  return {
    ...removal,
    star: work.star,
    chosen,
    only,
    open,
    act: (name: RunActionName): void => {
      const [runs, one] = [chosen(), only()];
      if (one !== null) OF_ONE[name]?.(one);
      if (runs.length > 0) OF_SEVERAL[name]?.(runs);
    },
  };
}

/** What the host does with runs. */
function useWork({ compare }: ActionViews) {
  const client = useClient();
  const notices = useNotices();
  const { attempt } = useRunsTable();
  return {
    again: (of: string) =>
      attempt(async () => {
        const { run } = await client.call('runs.again', { run: of });
        notices.tell({
          title: 'The run is made once more',
          text: 'When it has finished, compare it with the original to see whether it came out the same.',
          action: { title: 'Compare', run: () => compare([of, run]) },
        });
      }),
    resume: (runs: readonly string[]) =>
      attempt(async () => {
        for (const run of runs) await client.call('runs.resume', { run });
      }),
    stop: (runs: readonly string[]) =>
      attempt(async () => {
        for (const run of runs) await client.call('runs.stop', { run });
      }),
    star: (runs: readonly string[], starred: boolean) =>
      attempt(() => client.call('runs.annotate', { runs: [...runs], change: { starred } })),
  };
}

/** Moves runs to the trash, and back. */
function useRemoval() {
  const client = useClient();
  const notices = useNotices();
  const table = useRunsTable();
  /** What was removed last, to be taken back. */
  const removed = shallowRef<readonly string[]>([]);
  /** News of a removal that can be taken back, and of what. */
  const undoing = new WeakMap<object, readonly string[]>();
  const restore = async (runs: readonly string[]): Promise<void> => {
    for (const { id, action } of notices.notices)
      if (action !== undefined && undoing.get(action) === runs) notices.close(id);
    await table.attempt(async () => {
      for (const run of runs) await client.call('trash.restore', { run });
      removed.value = [];
      table.choose(runs);
    });
  };
  const inTrash = async (runs: readonly string[]): Promise<readonly string[]> => {
    const there = new Set((await client.call('trash.list', {})).runs.map(({ run }) => run));
    return runs.filter((run) => there.has(run));
  };
  const remove = async (runs: readonly string[]): Promise<void> => {
    await table.attempt(async () => {
      const told = await client
        .call('runs.remove', { runs: [...runs] })
        .catch((thrown: unknown) => ({ thrown }));
      // One that could not be removed does not keep the others, and those can be taken back all the same.
      const gone = 'thrown' in told ? await inTrash(runs) : runs;
      if (gone.length > 0) {
        removed.value = gone;
        table.choose([]);
        const action = { title: 'Undo', run: () => restore(gone) };
        undoing.set(action, gone);
        notices.tell({
          title:
            gone.length === 1 ? 'The run is in the trash' : `${count(gone.length)} runs are in the trash`,
          text: 'thrown' in told ? '' : `Emptying the trash frees ${sizeWords(told.sizeBytes)}.`,
          action,
        });
      }
      if ('thrown' in told) throw told.thrown;
    });
  };
  return { removed, restore, remove };
}

const idsOf = (runs: readonly ListedRun[]): readonly string[] => runs.map(({ run }) => run);
