/** The states of a draft, which undo and redo walk without end. */
import { editedCellToFile } from '../../../main/spaces/index.ts';
import type { EditedCell, Genotype } from '../../../main/spaces/index.ts';

/** A state: what led to it, and what was there then. */
export interface JournalState<C extends EditedCell = Genotype> {
  readonly title: string;
  readonly genotype: C;
  /** Steps of one group that follow each other are one step: a text that is being typed. Null: alone. */
  readonly group: string | null;
}

/** The states, and which of them is shown. */
export interface Journal<C extends EditedCell = Genotype> {
  readonly states: readonly JournalState<C>[];
  readonly at: number;
}

/** A journal that begins with that genotype. */
export function beginJournal<C extends EditedCell>(title: string, genotype: C): Journal<C> {
  return { states: [{ title, genotype, group: null }], at: 0 };
}

/** The genotype that is shown. */
export function shownIn<C extends EditedCell>({ states, at }: Journal<C>): C {
  const state = states[at];
  if (state === undefined) throw new Error('internal: a journal shows one of its states');
  return state.genotype;
}

/** Does a step: what was undone is gone. The same genotype again is no step. */
export function pushed<C extends EditedCell>(journal: Journal<C>, state: JournalState<C>): Journal<C> {
  if (isSame(shownIn(journal), state.genotype)) return journal;
  const last = journal.states[journal.at];
  const continues = state.group !== null && last?.group === state.group;
  const kept = journal.states.slice(0, continues ? journal.at : journal.at + 1);
  return { states: [...kept, state], at: kept.length };
}

/** Whether two genotypes are the same, to the byte of their texts. */
export function isSame(a: EditedCell, b: EditedCell): boolean {
  return JSON.stringify(editedCellToFile(a)) === JSON.stringify(editedCellToFile(b));
}

/** The journal one step back; the same where there is none. */
export const undone = <C extends EditedCell>(journal: Journal<C>): Journal<C> => ({
  ...journal,
  at: Math.max(0, journal.at - 1),
});

/** The journal one step on; the same where there is none. */
export const redone = <C extends EditedCell>(journal: Journal<C>): Journal<C> => ({
  ...journal,
  at: Math.min(journal.states.length - 1, journal.at + 1),
});

/** Up to where two journals are the same: the states that need not be saved again. */
export function sharedStates<C extends EditedCell>(a: Journal<C>, b: Journal<C>): number {
  const shorter = Math.min(a.states.length, b.states.length);
  for (let i = 0; i < shorter; i++) if (a.states[i] !== b.states[i]) return i;
  return shorter;
}
