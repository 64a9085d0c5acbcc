/** Whether runs were asked for the same, told without reading their records again. */
import { createHash } from 'node:crypto';
import { architectureToFile } from '../../spaces/index.ts';
import type { RunRecord } from '../record.ts';

/** What a run was asked for. */
export interface PlanMark {
  /** Equal of runs whose records differ in nothing but name, seed, preset and starts. */
  readonly sum: string;
  /** How often its trainer was started. */
  readonly starts: number;
}

/** The mark of a record. */
export function planMark(record: RunRecord): PlanMark {
  const { kind, config, data, genotype, space, parent, origin, care, starts } = record;
  const cell = genotype === null ? null : architectureToFile(genotype);
  const text = JSON.stringify([kind, config, data, cell, space, parent, origin, care]);
  return { sum: createHash('sha256').update(text).digest('base64'), starts: starts.length };
}
