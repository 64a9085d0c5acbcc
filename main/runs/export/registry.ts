import type { ExportFormat } from './format.ts';
import { bundle } from './formats/bundle.ts';
import { csv } from './formats/csv.ts';
import { genotypeJson } from './formats/genotype-json.ts';
import { genotype } from './formats/genotype.ts';
import { json } from './formats/json.ts';
import { tensorboard } from './formats/tensorboard.ts';

/** The forms in which runs leave the store, by name. */
export const EXPORT_FORMATS = {
  tensorboard,
  csv,
  json,
  genotype,
  'genotype-json': genotypeJson,
  bundle,
} as const satisfies Record<string, ExportFormat>;

/** The name of a form. */
export type ExportFormatName = keyof typeof EXPORT_FORMATS;
