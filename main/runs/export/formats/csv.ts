import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportContext, ExportFormat } from '../format.ts';
import { openSink } from '../sink.ts';
import type { Sink } from '../sink.ts';
import { csvRow } from '../tables/csv-text.ts';
import { RUN_COLUMNS, runRow } from '../tables/run-table.ts';
import { TABLE_NAMES, takeRows } from '../tables/rows.ts';
import type { Cell, Column } from '../tables/table.ts';
import { TABLES } from '../tables/tables.ts';
import { EXPORT_MARK } from '../target.ts';
import type { StoredRun } from '../../summary.ts';

/** All series as CSV files, a file a table; rows of several runs stand in the same files, told apart by their first column. */
export const csv: ExportFormat = {
  title: 'a folder of CSV files: all series of all steps, alphas in long form, load',
  kind: 'folder',
  runs: 'several',
  write,
};

const RUN: Column = { name: 'run', unit: null, meaning: 'id of the run' };

async function write(
  runs: readonly StoredRun[],
  { path, appVersion, created, onNote }: ExportContext,
): Promise<void> {
  const sinks = new Map<string, Sink>();
  const begin = async (name: string, columns: readonly Column[]): Promise<void> => {
    const sink = await openSink(join(path, `${name}.csv`));
    sinks.set(name, sink);
    sink.add(csvRow(columns.map((column) => column.name)));
  };
  const add = (name: string, row: readonly Cell[]): void => sinks.get(name)?.add(csvRow(row));
  const flush = async (): Promise<void> => {
    for (const sink of sinks.values()) await sink.flush();
  };
  try {
    await begin('runs', RUN_COLUMNS);
    for (const name of TABLE_NAMES) await begin(name, [RUN, ...TABLES[name].columns]);
    for (const run of runs) {
      add('runs', await runRow(run));
      await takeRows(run, { row: (table, row) => add(table, [run.id, ...row]), flush, onNote });
    }
    for (const sink of sinks.values()) await sink.end();
  } finally {
    for (const sink of sinks.values()) await sink.dispose();
  }
  const mark = {
    format: 1,
    kind: 'csv',
    app: appVersion,
    created,
    runs: runs.map(({ id }) => id),
    tables: meanings(),
  };
  await writeFile(join(path, EXPORT_MARK), `${JSON.stringify(mark, null, 2)}\n`);
}

/** What the columns of each file mean. */
function meanings(): Readonly<Record<string, readonly Column[]>> {
  const tables = TABLE_NAMES.map((name) => [name, [RUN, ...TABLES[name].columns]] as const);
  return { runs: RUN_COLUMNS, ...Object.fromEntries(tables) };
}
