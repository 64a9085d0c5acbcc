import type { RunRecord, ListedRun } from '../../runs/index.ts';
import { architectureToFile } from '../../spaces/index.ts';
import { printableResult } from '../printable.ts';

/** What `list` and others tell of a run. */
export function printableSummary(summary: ListedRun): object {
  return { ...summary, result: summary.result === null ? null : printableResult(summary.result) };
}

/** The record of a run, with the genotype as files have it. */
export function printableRecord(record: RunRecord): object {
  return { ...record, genotype: record.genotype === null ? null : architectureToFile(record.genotype) };
}
