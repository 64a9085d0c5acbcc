/** The settings of recorded runs, as the present version understands them. */
import type { z } from 'zod';
import type { RunRecord } from '../runs/index.ts';
import { searchConfigSchema } from '../search/index.ts';
import { trainConfigSchema } from '../train/index.ts';

/** The shapes of settings by the kind of run. */
export const CONFIG_SCHEMAS = {
  search: searchConfigSchema,
  train: trainConfigSchema,
} as const satisfies Record<RunRecord['kind'], z.ZodType<object>>;

/** An older record lacks settings that came later; their defaults mean what it did. One that is not understood stays as it is. */
export function completed(record: RunRecord): RunRecord {
  const parsed = CONFIG_SCHEMAS[record.kind].safeParse(record.config);
  return parsed.success ? { ...record, config: { ...parsed.data } } : record;
}
