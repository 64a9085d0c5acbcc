/** The settings of recorded runs, as the present version understands them. */
import type { z } from 'zod';
import type { RunRecord } from '../runs/index.ts';
import { languageSearchSchema, searchConfigSchema } from '../search/index.ts';
import type { SpaceReference } from '../spaces/index.ts';
import { languageTrainingSchema, trainConfigSchema } from '../train/index.ts';
import { isLanguage } from './language/is-language.ts';

/** What every configuration says, whatever it is of. */
type AnyConfig = Readonly<Record<string, unknown>> & { readonly epochs: number };

/** The shape of the settings of a run: of that kind, on what they learn from. */
export function configSchemaOf(kind: RunRecord['kind'], config: unknown): z.ZodType<AnyConfig> {
  if (isLanguage(config)) return kind === 'search' ? languageSearchSchema : languageTrainingSchema;
  return kind === 'search' ? searchConfigSchema : trainConfigSchema;
}

/** The space that a search names, whatever it learns from. @throws z.ZodError */
export const spaceOfSearch = (config: unknown): SpaceReference =>
  isLanguage(config) ? languageSearchSchema.parse(config).space : searchConfigSchema.parse(config).space;

/** How many cells the supernet of a search on images has. @throws z.ZodError */
export const searchedCells = (config: unknown): number => searchConfigSchema.parse(config).network.cells;

/** An older record lacks settings that came later; their defaults mean what it did. One that is not understood stays as it is. */
export function completed(record: RunRecord): RunRecord {
  const parsed = configSchemaOf(record.kind, record.config).safeParse(record.config);
  return parsed.success ? { ...record, config: { ...parsed.data } } : record;
}
