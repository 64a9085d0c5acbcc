import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { architectureToFile } from '../../../spaces/index.ts';
import type { RunResult } from '../../events.ts';
import { summarize } from '../../summary.ts';
import type { StoredRun } from '../../summary.ts';
import type { ExportContext, ExportFormat } from '../format.ts';
import { spoolPath } from '../leftovers.ts';
import { openSink } from '../sink.ts';
import type { Sink } from '../sink.ts';
import { TABLE_NAMES, takeRows } from '../tables/rows.ts';
import { TABLES } from '../tables/tables.ts';
import type { TableName } from '../tables/tables.ts';

/**
 * One JSON object: `tables` says what the columns mean and their units; of each run `record`, `result` and its `tables`, each an
 * object `{columns, rows}`, a row a line.
 */
export const json: ExportFormat = {
  title: 'one JSON object: record, result and all series, with their units',
  kind: 'file',
  runs: 'several',
  write,
};

async function write(runs: readonly StoredRun[], context: ExportContext): Promise<void> {
  const { path, appVersion, created } = context;
  const sink = await openSink(path);
  try {
    const tables = Object.fromEntries(TABLE_NAMES.map((name) => [name, TABLES[name].columns]));
    const head = { format: 1, kind: 'dartboard-series', app: appVersion, created, tables };
    sink.add(`${JSON.stringify(head, null, 1).slice(0, -2)},\n "runs": [`);
    for (const [i, run] of runs.entries()) {
      sink.add(i === 0 ? '\n' : ',\n');
      await writeRun(sink, run, context);
    }
    sink.add('\n ]\n}\n');
    await sink.end();
  } finally {
    await sink.dispose();
  }
}

async function writeRun(sink: Sink, run: StoredRun, { path, onNote }: ExportContext): Promise<void> {
  const { record } = run;
  const { state, result, annotations, problem } = await summarize(run);
  const genotype = record.genotype === null ? null : architectureToFile(record.genotype);
  const facts = {
    run: run.id,
    state,
    problem,
    annotations,
    record: { ...record, genotype },
    result: resultOf(result),
  };
  sink.add(`${JSON.stringify(facts, null, 1).slice(0, -2)},\n "tables": {`);
  const spoolOf = (name: TableName): string => spoolPath(path, name);
  try {
    await spoolTables(run, spoolOf, onNote);
    for (const [i, name] of TABLE_NAMES.entries()) {
      const columns = TABLES[name].columns.map((column) => column.name);
      sink.add(`${i === 0 ? '' : ','}\n  "${name}": {"columns": ${JSON.stringify(columns)}, "rows": [`);
      await copy(spoolOf(name), sink);
      sink.add(']}');
    }
    sink.add('\n }}');
  } finally {
    for (const name of TABLE_NAMES) await rm(spoolOf(name), { force: true });
  }
}

const resultOf = (result: RunResult | null): object | null =>
  result?.kind === 'search' ? { ...result, genotype: architectureToFile(result.genotype) } : result;

/** The rows of each table in a file of its own: a log is in order of time, and a document in order of tables. */
async function spoolTables(
  run: StoredRun,
  pathOf: (name: TableName) => string,
  onNote: ExportContext['onNote'],
): Promise<void> {
  const sinks = new Map<TableName, Sink>();
  const begun = new Set<TableName>();
  try {
    for (const name of TABLE_NAMES) sinks.set(name, await openSink(pathOf(name)));
    await takeRows(run, {
      row(table, row) {
        sinks.get(table)?.add(`${begun.has(table) ? ',' : ''}\n${JSON.stringify(row)}`);
        begun.add(table);
      },
      async flush() {
        for (const sink of sinks.values()) await sink.flush();
      },
      onNote,
    });
    for (const sink of sinks.values()) await sink.flush();
  } finally {
    for (const sink of sinks.values()) await sink.dispose();
  }
}

async function copy(from: string, sink: Sink): Promise<void> {
  for await (const chunk of createReadStream(from)) {
    sink.add(Buffer.from(chunk as Uint8Array));
    await sink.flush();
  }
}
