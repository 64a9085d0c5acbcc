import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { messageOf } from '../base/errors.ts';
import type { DraftState, Meaning, NamedVersion, OwnCell } from './document.ts';
import { libraryError } from './errors.ts';
import { moveStored, namesIn, readStored, writeStored } from './files.ts';
import type { StoredCell } from './files.ts';

/** A cell as a list shows it. */
export interface ListedCell {
  readonly id: string;
  readonly title: string;
  readonly revision: number;
  readonly changedAt: number;
  readonly meaning: Meaning;
  /** The draft as it is now. */
  readonly genotype: DraftState['genotype'];
  readonly versions: readonly NamedVersion[];
}

/** What a person has made. */
export interface CellList {
  /** The one that was changed last first. */
  readonly cells: readonly ListedCell[];
  /** Cells that can be put back. */
  readonly removed: readonly { readonly id: string; readonly title: string }[];
  /** A sentence for each cell that cannot be read. */
  readonly problems: readonly string[];
}

/** What is new in a draft. */
export interface DraftChange {
  /** The one that the changes were made to. */
  readonly revision: number;
  /** How many of the states that it had are kept. */
  readonly keep: number;
  /** The states that follow those. */
  readonly states: readonly DraftState[];
  /** Which state is shown. */
  readonly at: number;
  readonly meaning: Meaning;
}

/** What a new cell begins with. */
export interface NewCell {
  readonly title: string;
  readonly meaning: Meaning;
  /** At least one. */
  readonly states: readonly DraftState[];
  readonly at: number;
}

/** A person's own cells, on disk. Every error is an AppError `library/...`. */
export interface CellLibrary {
  list(): Promise<CellList>;
  open(id: string): Promise<OwnCell>;
  create(cell: NewCell): Promise<OwnCell>;
  /** Saves what was done to a draft; refused where somebody else has changed it meanwhile. */
  save(id: string, change: DraftChange): Promise<Pick<OwnCell, 'revision' | 'changedAt'>>;
  rename(id: string, title: string): Promise<void>;
  /** Keeps a genotype under a name, for ever. */
  nameVersion(
    id: string,
    version: Pick<NamedVersion, 'title' | 'genotype'>,
  ): Promise<readonly NamedVersion[]>;
  remove(id: string): Promise<void>;
  /** Puts back what was removed. */
  restore(id: string): Promise<void>;
}

const ID = /^[0-9a-f]{16}$/;
const REMOVED = 'removed';

/**
 * The cells in a folder; it need not exist yet.
 *
 * @param now - the clock, in milliseconds since 1970
 */
export function openLibrary(folder: string, now: () => number): CellLibrary {
  const folderOf = (id: string): string => {
    // Nothing else ever becomes part of a path.
    if (!ID.test(id)) throw libraryError('library/not-found', { cell: id });
    return join(folder, id);
  };
  const removedFolderOf = (id: string): string => join(folder, REMOVED, id);
  const stored = async (id: string): Promise<StoredCell> => {
    const found = await readStored(folderOf(id));
    if (found === null) throw libraryError('library/not-found', { cell: id });
    return found;
  };
  const change = async (id: string, changed: (cell: OwnCell) => OwnCell): Promise<OwnCell> => {
    for (;;) {
      const { cell, number } = await stored(id);
      const next = changed(cell);
      if (await writeStored(folderOf(id), number + 1, next)) return next;
      // Another process was faster: what it wrote is what is changed.
    }
  };
  return {
    list: () => listIn(folder),
    open: async (id) => (await stored(id)).cell,
    create: async (wanted) => {
      checkJournal(wanted);
      const id = randomBytes(8).toString('hex');
      const cell: OwnCell = { id, ...wanted, revision: 1, changedAt: now(), versions: [] };
      await writeStored(folderOf(id), 1, cell);
      return cell;
    },
    save: async (id, step) => {
      const saved = await change(id, (cell) => ({ ...withStates(cell, step), changedAt: now() }));
      return { revision: saved.revision, changedAt: saved.changedAt };
    },
    rename: async (id, title) => {
      await change(id, (cell) => ({ ...cell, title }));
    },
    nameVersion: async (id, { title, genotype }) => {
      const version = { id: randomBytes(4).toString('hex'), title, at: now(), genotype };
      return (await change(id, (cell) => ({ ...cell, versions: [...cell.versions, version] }))).versions;
    },
    remove: async (id) => {
      const moved = await moveStored(folderOf(id), removedFolderOf(id));
      if (!moved) throw libraryError('library/not-found', { cell: id });
    },
    restore: async (id) => {
      const moved = await moveStored(removedFolderOf(ID.test(id) ? id : 'none'), folderOf(id));
      if (!moved) throw libraryError('library/not-found', { cell: id });
    },
  };
}

/** The cell after a change of its draft, which was made of the same draft. */
function withStates(cell: OwnCell, { revision, keep, states, at, meaning }: DraftChange): OwnCell {
  if (cell.revision !== revision) {
    throw libraryError('library/changed', { title: cell.title, revision, found: cell.revision });
  }
  if (keep > cell.states.length) {
    throw libraryError('library/bad-journal', { problem: `${keep} are to be kept of ${cell.states.length}` });
  }
  const all = [...cell.states.slice(0, keep), ...states];
  checkJournal({ states: all, at });
  return { ...cell, states: all, at, meaning, revision: revision + 1 };
}

function checkJournal({ states, at }: { readonly states: readonly unknown[]; readonly at: number }): void {
  if (states.length === 0) throw libraryError('library/bad-journal', { problem: 'there is none' });
  if (at < states.length) return;
  throw libraryError('library/bad-journal', { problem: `step ${at} of ${states.length} is to be shown` });
}

async function listIn(folder: string): Promise<CellList> {
  const problems: string[] = [];
  const readAll = async (inside: string): Promise<readonly OwnCell[]> => {
    const ids = (await namesIn(inside)).filter((name) => ID.test(name));
    const cells = await Promise.all(
      ids.map(async (id) => {
        try {
          const found = await readStored(join(inside, id));
          if (found === null) return [];
          if (found.problem !== null) problems.push(found.problem);
          return [{ ...found.cell, id }];
        } catch (error) {
          problems.push(messageOf(error));
          return [];
        }
      }),
    );
    return cells.flat();
  };
  const cells = await readAll(folder);
  const removed = await readAll(join(folder, REMOVED));
  return {
    cells: cells.flatMap(listed).sort((a, b) => b.changedAt - a.changedAt),
    removed: removed.map(({ id, title }) => ({ id, title })),
    problems,
  };
}

function listed({
  states,
  at,
  id,
  title,
  revision,
  changedAt,
  meaning,
  versions,
}: OwnCell): readonly ListedCell[] {
  const state = states[at];
  if (state === undefined) return [];
  return [{ id, title, revision, changedAt, meaning, genotype: state.genotype, versions }];
}
