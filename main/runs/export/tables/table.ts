/** The series of runs as tables: a row an observation, a column a quantity. What is written of them, `formats/` decides. */
import type { RunEvent } from '../../events.ts';
import type { AlphaNaming } from '../alpha-names.ts';

/** One value; null where there is none. */
export type Cell = string | number | null;

/** A column of a table. */
export interface Column {
  readonly name: string;
  /** `share` is 0..1; null of names and counts. */
  readonly unit: 'ms since 1970, UTC' | 's' | 'bytes' | 'share' | null;
  readonly meaning: string;
}

/** What rows are made with besides the event. */
export interface RowContext {
  readonly naming: AlphaNaming;
  /** The latest step before the event; 0: none. */
  readonly step: number;
}

/** A table. */
export interface TableDef {
  readonly columns: readonly Column[];
  /** The rows of an event: mostly none, as events of other types belong to other tables. */
  rows(event: RunEvent, context: RowContext): readonly (readonly Cell[])[];
}
