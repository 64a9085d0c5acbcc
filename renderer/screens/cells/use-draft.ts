/** The cell that is edited: its journal, which the host keeps as it grows, its names and versions. */
import { computed, ref, shallowRef } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import { editedCellFromFile, editedCellToFile, isPair } from '../../../main/spaces/index.ts';
import type { EditedCell, Genotype } from '../../../main/spaces/index.ts';
import type { CellList, NamedVersion, OwnCell } from '../../../main/api/contract.ts';
import { readStored, writeStored } from '../../stores/browser.ts';
import type { Client } from '../../../main/api/client.ts';
import { useClient } from '../../stores/client.ts';
import { sentenceOf } from '../../stores/problems.ts';
import { DraftDisk } from './draft-disk.ts';
import type { Saving } from './draft-disk.ts';
import { beginJournal, pushed, redone, shownIn, undone } from './journal.ts';
import type { Journal, JournalState } from './journal.ts';
import { meaningOfFile } from './rules.ts';
import type { CellMeaning } from './rules.ts';

/** A cell to begin with. */
export interface BegunCell<C extends EditedCell = Genotype> {
  readonly title: string;
  readonly genotype: C;
  readonly meaning: CellMeaning;
}

/** The draft, and what can be done with it. */
export interface Draft<C extends EditedCell = Genotype> {
  readonly title: Ref<string>;
  readonly genotype: ComputedRef<C>;
  readonly meaning: ComputedRef<CellMeaning>;
  readonly saving: Ref<Saving>;
  /** Why it is not saved; null: nothing is wrong. */
  readonly problem: Ref<string | null>;
  readonly list: ShallowRef<CellList | null>;
  readonly versions: ShallowRef<readonly NamedVersion[]>;
  /** Of the cell on disk; null: it was not touched yet. */
  readonly id: Ref<string | null>;
  readonly undoTitle: ComputedRef<string | null>;
  readonly redoTitle: ComputedRef<string | null>;
  push(state: JournalState<C>, meaning?: CellMeaning): void;
  undo(): string | null;
  redo(): string | null;
  setMeaning(meaning: CellMeaning): void;
  /** Shows a cell of others; with the first edit it becomes one's own. False: what was made here is not on disk, and stays. */
  show(cell: BegunCell<C>): Promise<boolean>;
  /** Goes on with an own cell; false: it does not, as `problem` says. */
  open(id: string): Promise<boolean>;
  /** Opens what was edited last. */
  reopen(): Promise<boolean>;
  rename(title: string): Promise<void>;
  nameVersion(title: string): Promise<void>;
  /** Whether it could be done. */
  remove(id: string): Promise<boolean>;
  restore(id: string): Promise<boolean>;
  /** Keeps what is here beside what another window has made of it. */
  keepAsCopy(): Promise<void>;
  /** Tries to save once more. */
  retry(): Promise<void>;
  /** Gives up what cannot be saved. */
  discard(): void;
  refresh(): Promise<void>;
}

const LONGEST_TITLE = 200;

/** Which cells a draft may be. */
export interface DraftKind<C extends EditedCell> {
  readonly is: (cell: EditedCell) => cell is C;
  /** Under which name the browser remembers the last one. */
  readonly remembered: string;
}

/** Pairs of a normal and a reduction cell. */
export const PAIRS: DraftKind<Genotype> = { is: isPair, remembered: 'dartboard.cells.last' };

/** What the parts of a draft share. */
interface Shared<C extends EditedCell> {
  readonly kind: DraftKind<C>;
  readonly client: Client;
  readonly title: Ref<string>;
  readonly journal: ShallowRef<Journal<C>>;
  readonly meaning: ShallowRef<CellMeaning>;
  readonly versions: ShallowRef<readonly NamedVersion[]>;
  readonly list: ShallowRef<CellList | null>;
  readonly disk: DraftDisk<C>;
  readonly refresh: () => Promise<void>;
}

/** The draft of this window, beginning with that cell. */
export function useDraft<C extends EditedCell>(first: BegunCell<C>, kind: DraftKind<C>): Draft<C> {
  const client = useClient();
  const title = ref(first.title);
  const journal: ShallowRef<Journal<C>> = shallowRef(beginJournal(first.title, first.genotype));
  const meaning = shallowRef<CellMeaning>(first.meaning);
  const list = shallowRef<CellList | null>(null);
  const versions = shallowRef<readonly NamedVersion[]>([]);
  const refresh = async (): Promise<void> => {
    try {
      list.value = await client.call('cells.list', {});
    } catch (thrown) {
      disk.problem.value = sentenceOf(thrown);
    }
  };
  const disk: DraftDisk<C> = new DraftDisk<C>({
    client,
    now: () => ({ title: title.value, journal: journal.value, meaning: meaning.value }),
    saved: () => {
      if (disk.id.value !== null) writeStored(kind.remembered, disk.id.value);
      return refresh();
    },
  });
  const shared: Shared<C> = { kind, client, title, journal, meaning, versions, list, disk, refresh };
  return {
    title,
    genotype: computed(() => shownIn(journal.value)),
    meaning: computed(() => meaning.value),
    saving: disk.saving,
    problem: disk.problem,
    list,
    versions,
    id: disk.id,
    ...walking(shared),
    ...opening(shared),
    ...keeping(shared),
    retry: () => disk.save(),
    discard: () => disk.forget(),
    refresh,
  };
}

/** That name, or that name with a number where there is such a cell. */
function freeTitle(wanted: string, cells: readonly { readonly title: string }[]): string {
  const taken = new Set(cells.map(({ title }) => title));
  const base = wanted.slice(0, LONGEST_TITLE - 6);
  let title = base;
  for (let n = 2; taken.has(title); n++) title = `${base} ${n}`;
  return title;
}

/** Steps forth and back. */
function walking<C extends EditedCell>({
  title,
  list,
  journal,
  meaning,
  disk,
}: Shared<C>): Pick<Draft<C>, 'undoTitle' | 'redoTitle' | 'push' | 'undo' | 'redo' | 'setMeaning'> {
  const undoTitle = computed(() =>
    journal.value.at === 0 ? null : (journal.value.states[journal.value.at]?.title ?? null),
  );
  const redoTitle = computed(() => journal.value.states[journal.value.at + 1]?.title ?? null);
  return {
    undoTitle,
    redoTitle,
    push: (state, means = meaning.value) => {
      const next = pushed(journal.value, state);
      if (next === journal.value) return;
      if (disk.id.value === null && disk.saving.value === 'untouched')
        title.value = freeTitle(`${title.value} edited`, list.value?.cells ?? []);
      journal.value = next;
      meaning.value = means;
      disk.later();
    },
    undo: () => {
      const done = undoTitle.value;
      if (done === null) return null;
      journal.value = undone(journal.value);
      disk.later();
      return done;
    },
    redo: () => {
      const next = redoTitle.value;
      if (next === null) return null;
      journal.value = redone(journal.value);
      disk.later();
      return next;
    },
    setMeaning: (next) => {
      meaning.value = next;
      if (disk.id.value !== null) disk.later();
    },
  };
}

/** @throws where it is a cell of another kind */
function journalOf<C extends EditedCell>({ states, at }: OwnCell, { is }: DraftKind<C>): Journal<C> {
  const read = states.map(({ title, genotype: file }): JournalState<C> => {
    const genotype = editedCellFromFile(file);
    if (!is(genotype)) throw new Error('This cell is of another kind than those of this view.');
    return { title, genotype, group: null };
  });
  return { states: read, at };
}

/** From one cell to another. */
function opening<C extends EditedCell>(
  shared: Shared<C>,
): Pick<Draft<C>, 'show' | 'open' | 'reopen' | 'keepAsCopy'> {
  const { kind, client, title, journal, meaning, versions, disk, list, refresh } = shared;
  const keepAsCopy = async (): Promise<void> => {
    disk.forget();
    versions.value = [];
    title.value = freeTitle(`${title.value} (copy)`, list.value?.cells ?? []);
    await disk.save();
  };
  /** Nothing that was made here is lost by going to another cell. */
  const left = async (): Promise<boolean> => {
    await disk.settled();
    if (disk.saving.value === 'refused') await disk.save();
    if (disk.saving.value === 'changed') await keepAsCopy();
    return disk.saving.value !== 'refused';
  };
  const become = (cell: { title: string; journal: Journal<C>; meaning: CellMeaning }): void => {
    title.value = cell.title;
    journal.value = cell.journal;
    meaning.value = cell.meaning;
  };
  const take = (cell: OwnCell): void => {
    become({ title: cell.title, journal: journalOf(cell, kind), meaning: meaningOfFile(cell.meaning) });
    versions.value = cell.versions;
    disk.adopt(cell);
    writeStored(kind.remembered, cell.id);
  };
  const open = async (id: string): Promise<boolean> => {
    // What another window made of the same cell is wanted instead of what is here.
    if (id !== disk.id.value && !(await left())) return false;
    try {
      take(await client.call('cells.open', { cell: id }));
      return true;
    } catch (thrown) {
      disk.problem.value = sentenceOf(thrown);
      return false;
    }
  };
  return {
    open,
    keepAsCopy,
    show: async (cell) => {
      if (!(await left())) return false;
      disk.forget();
      versions.value = [];
      become({ ...cell, journal: beginJournal(cell.title, cell.genotype) });
      return true;
    },
    reopen: async () => {
      await refresh();
      const last = readStored(kind.remembered);
      if (last === null || list.value?.cells.some((cell) => cell.id === last) !== true) return false;
      return open(last);
    },
  };
}

/** Names, versions, and the bin. */
function keeping<C extends EditedCell>({
  client,
  title,
  journal,
  versions,
  disk,
  refresh,
}: Shared<C>): Pick<Draft<C>, 'rename' | 'nameVersion' | 'remove' | 'restore'> {
  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    let problem: string | null = null;
    try {
      await work();
    } catch (thrown) {
      problem = sentenceOf(thrown);
    }
    await refresh();
    if (problem !== null) disk.problem.value = problem;
    return problem === null;
  };
  /** The cell on disk, made where it is not there yet. */
  const ensured = async (): Promise<string | null> => {
    await disk.settled();
    if (disk.id.value === null) await disk.save();
    return disk.id.value;
  };
  return {
    rename: async (next) => {
      title.value = next;
      const cell = await ensured();
      if (cell !== null) await attempt(() => client.call('cells.rename', { cell, title: next }));
    },
    nameVersion: async (name) => {
      const cell = await ensured();
      if (cell === null) return;
      const genotype = { title: name, genotype: editedCellToFile(shownIn(journal.value)) };
      await attempt(async () => {
        versions.value = (await client.call('cells.nameVersion', { cell, title: name, genotype })).versions;
      });
    },
    remove: async (cell) => {
      await disk.settled();
      return attempt(() => client.call('cells.remove', { cell }));
    },
    restore: (cell) => attempt(() => client.call('cells.restore', { cell })),
  };
}
