/** The states of a draft, which undo and redo walk without end. */
import { genotypeToFile } from '../../../main/spaces/index.ts';
import type { Genotype } from '../../../main/spaces/index.ts';

/** A state: what led to it, and what was there then. */
export interface JournalState {
  readonly title: string;
  readonly genotype: Genotype;
  /** Steps of one group that follow each other are one step: a text that is being typed. Null: alone. */
  readonly group: string | null;
}

/** The states, and which of them is shown. */
export interface Journal {
  readonly states: readonly JournalState[];
  readonly at: number;
}

/** A journal that begins with that genotype. */
export function beginJournal(title: string, genotype: Genotype): Journal {
  return { states: [{ title, genotype, group: null }], at: 0 };
}

/** The genotype that is shown. */
export function shownIn({ states, at }: Journal): Genotype {
  const state = states[at];
  if (state === undefined) throw new Error('internal: a journal shows one of its states');
  return state.genotype;
}

/** Does a step: what was undone is gone. The same genotype again is no step. */
export function pushed(journal: Journal, state: JournalState): Journal {
  if (isSame(shownIn(journal), state.genotype)) return journal;
  const last = journal.states[journal.at];
  const continues = state.group !== null && last?.group === state.group;
  const kept = journal.states.slice(0, continues ? journal.at : journal.at + 1);
  return { states: [...kept, state], at: kept.length };
}

/** Whether two genotypes are the same, to the byte of their texts. */
export function isSame(a: Genotype, b: Genotype): boolean {
  return JSON.stringify(genotypeToFile(a)) === JSON.stringify(genotypeToFile(b));
}

/** The journal one step back; the same where there is none. */
export const undone = (journal: Journal): Journal => ({ ...journal, at: Math.max(0, journal.at - 1) });

/** The journal one step on; the same where there is none. */
export const redone = (journal: Journal): Journal => ({
  ...journal,
  at: Math.min(journal.states.length - 1, journal.at + 1),
});

/** Up to where two journals are the same: the states that need not be saved again. */
export function sharedStates(a: Journal, b: Journal): number {
  const shorter = Math.min(a.states.length, b.states.length);
  for (let i = 0; i < shorter; i++) if (a.states[i] !== b.states[i]) return i;
  return shorter;
}
