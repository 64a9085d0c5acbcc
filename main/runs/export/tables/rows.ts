import { alphaNaming } from '../alpha-names.ts';
import { takeEvents } from '../run-events.ts';
import type { StoredRun } from '../../summary.ts';
import type { Cell } from './table.ts';
import { TABLES } from './tables.ts';
import type { TableName } from './tables.ts';

/** Takes the rows of a run, each with the name of its table, a batch at a time. */
export interface RowTaker {
  readonly row: (table: TableName, row: readonly Cell[]) => void;
  /** Writes what was taken, before the next rows come. */
  readonly flush: () => Promise<void>;
  /** Is told of each part of the log that is damaged, a sentence each. */
  readonly onNote: (sentence: string) => void;
}

/** The tables, the order of which is that of their files. */
export const TABLE_NAMES: readonly TableName[] = Object.keys(TABLES).filter(isTable);

function isTable(name: string): name is TableName {
  return Object.hasOwn(TABLES, name);
}

/**
 * Hands out all rows of a run in the order of its log: those that count.
 *
 * @throws AppError `runs/unreadable`
 */
export async function takeRows(run: StoredRun, { row, flush, onNote }: RowTaker): Promise<void> {
  const naming = alphaNaming(run.record);
  await takeEvents(run, {
    take(event, step) {
      for (const name of TABLE_NAMES) {
        for (const cells of TABLES[name].rows(event, { naming, step })) row(name, cells);
      }
    },
    flush,
    onNote,
  });
}
