/** The cell that is edited: its journal, which the host keeps as it grows, its names and versions. */
import { computed, ref, shallowRef } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import { genotypeFromFile, genotypeToFile } from '../../../main/spaces/index.ts';
import type { Genotype } from '../../../main/spaces/index.ts';
import type { CellList, NamedVersion, OwnCell } from '../../../main/api/contract.ts';
import { readStored, writeStored } from '../../stores/browser.ts';
import { useClient } from '../../stores/client.ts';
import { sentenceOf } from '../../stores/problems.ts';
import { beginJournal, pushed, redone, sharedStates, shownIn, undone } from './journal.ts';
import type { Journal, JournalState } from './journal.ts';
import { isTable } from './rules.ts';
import type { CellMeaning } from './rules.ts';

/** How a draft stands with what is on disk. */
export type Saving = 'untouched' | 'saving' | 'saved' | 'refused' | 'changed';

/** The draft, and what can be done with it. */
export interface Draft {
  readonly title: Ref<string>;
  readonly genotype: ComputedRef<Genotype>;
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
  push(state: JournalState, meaning?: CellMeaning): void;
  undo(): string | null;
  redo(): string | null;
  setMeaning(meaning: CellMeaning): void;
  /** Shows a cell of others; with the first edit it becomes one's own. */
  show(cell: {
    readonly title: string;
    readonly genotype: Genotype;
    readonly meaning: CellMeaning;
  }): Promise<void>;
  /** Goes on with an own cell. */
  open(id: string): Promise<void>;
  /** Opens what was edited last. */
  reopen(): Promise<boolean>;
  rename(title: string): Promise<void>;
  nameVersion(title: string): Promise<void>;
  remove(id: string): Promise<void>;
  restore(id: string): Promise<void>;
  /** Keeps what is here beside what another window has made of it. */
  keepAsCopy(): Promise<void>;
  /** What is on disk is what is shown, as far as it goes. */
  settled(): Promise<void>;
  refresh(): Promise<void>;
}

const LAST = 'dartboard.cells.last';
/** An edit is on disk within a second; those that follow each other quickly go together. */
const PAUSE_MS = 250;
/** States in one request, which must stay small. */
const AT_ONCE = 500;

const stateToFile = ({
  title,
  genotype,
}: JournalState): { title: string; genotype: ReturnType<typeof genotypeToFile> } => ({
  title: title.slice(0, 200),
  genotype: genotypeToFile(genotype),
});

function meaningOf({ ops, space }: OwnCell['meaning']): CellMeaning {
  return { ops: isTable(ops) ? ops : 'darts', space };
}

/** The draft of this window, beginning with that cell. */
export function useDraft(first: {
  readonly title: string;
  readonly genotype: Genotype;
  readonly meaning: CellMeaning;
}): Draft {
  const client = useClient();
  const title = ref(first.title);
  const journal = shallowRef<Journal>(beginJournal(first.title, first.genotype));
  const meaning = shallowRef<CellMeaning>(first.meaning);
  const id = ref<string | null>(null);
  const saving = ref<Saving>('untouched');
  const problem = ref<string | null>(null);
  const list = shallowRef<CellList | null>(null);
  const versions = shallowRef<readonly NamedVersion[]>([]);
  let revision = 0;
  /** What is on disk. */
  let onDisk: { journal: Journal; meaning: CellMeaning } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let working: Promise<void> = Promise.resolve();

  const refresh = async (): Promise<void> => {
    try {
      list.value = await client.call('cells.list', {});
    } catch (thrown) {
      problem.value = sentenceOf(thrown);
    }
  };
  const isOnDisk = (): boolean => onDisk?.journal === journal.value && onDisk.meaning === meaning.value;

  const create = async (wanted: Journal, means: CellMeaning): Promise<void> => {
    const states = wanted.states.slice(0, AT_ONCE).map(stateToFile);
    const at = Math.min(wanted.at, states.length - 1);
    const made = await client.call('cells.create', { title: title.value, meaning: means, states, at });
    id.value = made.id;
    revision = made.revision;
    writeStored(LAST, made.id);
    onDisk = { journal: { states: wanted.states.slice(0, AT_ONCE), at }, meaning: means };
    if (wanted.states.length <= AT_ONCE) onDisk = { journal: wanted, meaning: means };
  };
  const saveOnce = async (cell: string, wanted: Journal, means: CellMeaning): Promise<void> => {
    const known = onDisk?.journal ?? { states: [], at: 0 };
    const keep = sharedStates(known, wanted);
    const part = wanted.states.slice(keep, keep + AT_ONCE);
    const isWhole = keep + part.length === wanted.states.length;
    const at = Math.min(wanted.at, keep + part.length - 1);
    const request = { cell, revision, keep, states: part.map(stateToFile), at, meaning: means };
    ({ revision } = await client.call('cells.save', request));
    onDisk = {
      journal: isWhole ? wanted : { states: wanted.states.slice(0, keep + part.length), at },
      meaning: means,
    };
  };
  const save = async (): Promise<void> => {
    if (saving.value === 'changed') return;
    saving.value = 'saving';
    try {
      while (!isOnDisk()) {
        const [wanted, means] = [journal.value, meaning.value];
        if (id.value === null) await create(wanted, means);
        else await saveOnce(id.value, wanted, means);
      }
      saving.value = 'saved';
      problem.value = null;
    } catch (thrown) {
      const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : null;
      saving.value = code === 'library/changed' ? 'changed' : 'refused';
      problem.value = sentenceOf(thrown);
    }
    await refresh();
  };
  /** One after the other: each save is of what is there when its turn comes. */
  const inTurn = (work: () => Promise<void>): Promise<void> => (working = working.then(work, work));
  const settled = async (): Promise<void> => {
    if (timer !== null) {
      clearTimeout(timer);
      timer = null;
      await inTurn(save);
    } else await working;
  };
  const later = (): void => {
    if (saving.value === 'changed') return;
    saving.value = 'saving';
    if (timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      void inTurn(save);
    }, PAUSE_MS);
  };
  const become = (next: { title: string; journal: Journal; meaning: CellMeaning }): void => {
    title.value = next.title;
    journal.value = next.journal;
    meaning.value = next.meaning;
    problem.value = null;
  };
  const take = (cell: OwnCell): void => {
    const states = cell.states.map((state): JournalState => ({
      title: state.title,
      genotype: genotypeFromFile(state.genotype),
      group: null,
    }));
    become({ title: cell.title, journal: { states, at: cell.at }, meaning: meaningOf(cell.meaning) });
    id.value = cell.id;
    revision = cell.revision;
    versions.value = cell.versions;
    onDisk = { journal: journal.value, meaning: meaning.value };
    saving.value = 'saved';
    writeStored(LAST, cell.id);
  };
  const open = async (cell: string): Promise<void> => {
    await settled();
    try {
      take(await client.call('cells.open', { cell }));
    } catch (thrown) {
      problem.value = sentenceOf(thrown);
    }
  };
  const show: Draft['show'] = async (cell) => {
    await settled();
    become({ ...cell, journal: beginJournal(cell.title, cell.genotype) });
    id.value = null;
    onDisk = null;
    versions.value = [];
    saving.value = 'untouched';
  };
  /** What a call does that is not the journal's. */
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (thrown) {
      problem.value = sentenceOf(thrown);
    }
    await refresh();
  };
  const ensured = async (): Promise<string | null> => {
    await settled();
    if (id.value === null) await inTurn(save);
    return id.value;
  };

  return {
    title,
    genotype: computed(() => shownIn(journal.value)),
    meaning: computed(() => meaning.value),
    saving,
    problem,
    list,
    versions,
    id,
    undoTitle: computed(() =>
      journal.value.at === 0 ? null : (journal.value.states[journal.value.at]?.title ?? null),
    ),
    redoTitle: computed(() => journal.value.states[journal.value.at + 1]?.title ?? null),
    push: (state, means = meaning.value) => {
      const next = pushed(journal.value, state);
      if (next === journal.value) return;
      if (id.value === null && saving.value === 'untouched')
        title.value = `${title.value} edited`.slice(0, 200);
      journal.value = next;
      meaning.value = means;
      later();
    },
    undo: () => {
      const { at, states } = journal.value;
      if (at === 0) return null;
      journal.value = undone(journal.value);
      later();
      return states[at]?.title ?? null;
    },
    redo: () => {
      const next = journal.value.states[journal.value.at + 1];
      if (next === undefined) return null;
      journal.value = redone(journal.value);
      later();
      return next.title;
    },
    setMeaning: (next) => {
      meaning.value = next;
      if (id.value !== null) later();
    },
    show,
    open,
    reopen: async () => {
      await refresh();
      const last = readStored(LAST);
      if (last === null || list.value?.cells.some((cell) => cell.id === last) !== true) return false;
      await open(last);
      return id.value === last;
    },
    rename: async (next) => {
      title.value = next;
      const cell = await ensured();
      if (cell !== null) await attempt(() => client.call('cells.rename', { cell, title: next }));
    },
    nameVersion: async (name) => {
      const cell = await ensured();
      if (cell === null) return;
      const genotype = { title: name, genotype: genotypeToFile(shownIn(journal.value)) };
      await attempt(async () => {
        versions.value = (await client.call('cells.nameVersion', { cell, title: name, genotype })).versions;
      });
    },
    remove: async (cell) => {
      await settled();
      await attempt(() => client.call('cells.remove', { cell }));
    },
    restore: (cell) => attempt(() => client.call('cells.restore', { cell })),
    keepAsCopy: async () => {
      id.value = null;
      onDisk = null;
      versions.value = [];
      title.value = `${title.value} (copy)`.slice(0, 200);
      saving.value = 'saving';
      await inTurn(save);
    },
    settled,
    refresh,
  };
}
