/** A person's own cells on disk: drafts with the journal of undo, and named versions. */
export { meaningSchema, stateSchema, titleSchema } from './document.ts';
export type { DraftState, Meaning, NamedVersion, OwnCell } from './document.ts';
export { openLibrary } from './library.ts';
export type { CellLibrary, CellList, DraftChange, ListedCell, NewCell } from './library.ts';
