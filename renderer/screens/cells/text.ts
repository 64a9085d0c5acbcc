/** A cell as text on the screen. */
import {
  foreignForm,
  isPath,
  isRecurrent,
  readArchitectureText,
  readGenotypeText,
} from '../../../main/spaces/index.ts';
import type { FormatName, Genotype } from '../../../main/spaces/index.ts';
import { sentenceOf } from '../../stores/problems.ts';
import type { EdgePlace } from './edits.ts';
import { meaningFor } from './rules.ts';
import type { CellMeaning } from './rules.ts';

/** What a text says, or what is wrong with it. */
export type ReadCell =
  | { readonly genotype: Genotype; readonly meaning: CellMeaning; readonly title: string | null }
  | { readonly problem: string };

/** The genotype in a text of any known form, and what its names stand for: the wished meaning where it fits. */
export function genotypeIn(text: string, wished: CellMeaning): ReadCell {
  try {
    const read = readGenotypeText(text);
    const published = 'published' in read ? read.published : null;
    const { genotype } = read;
    const wish = published === null ? wished : { ops: published.ops, space: published.space };
    const found = meaningFor(genotype, wish);
    if ('problem' in found) return { problem: found.problem };
    return { genotype, meaning: found.meaning, title: published?.name ?? null };
  } catch (thrown) {
    return { problem: sentenceOf(thrown) };
  }
}

/** Whether a text that is pasted is meant as a cell, of whatever search. */
export const looksLikeCell = (text: string): boolean =>
  foreignForm(text) !== null || /\bGenotype\s*\(/.test(text) || /^\s*\{[^]*"(normal|reduce)"/.test(text);

/** Which other view shows what a text says; null: none of them. */
export function viewOfText(text: string): 'recurrent' | 'paths' | null {
  try {
    const found = readArchitectureText(text);
    return isRecurrent(found) ? 'recurrent' : isPath(found) ? 'paths' : null;
  } catch {
    return null;
  }
}

/** The Python form with a field a line; still the same call. Other forms have lines of their own. */
export function lined(text: string, format: FormatName): string {
  if (format !== 'python') return text;
  return text
    .replace(/, (?=(normal_concat|reduce|reduce_concat|layout)=)/g, ',\n  ')
    .replace('Genotype(', 'Genotype(\n  ')
    .replace(/\)$/, '\n)');
}

/** From where to where the pair of an edge stands in a printed text; null where it is not found. */
export function rangeOf(text: string, { kind, index }: EdgePlace): readonly [number, number] | null {
  const field = kind === 'normal' ? /"?\bnormal"?\s*[=:]\s*/ : /"?\breduce"?\s*[=:]\s*/;
  const found = field.exec(text);
  if (found === null) return null;
  const pairs = /[([]\s*["'][^"']*["']\s*,\s*\d+\s*[)\]]/g;
  pairs.lastIndex = found.index + found[0].length;
  for (let i = 0; ; i++) {
    const pair = pairs.exec(text);
    if (pair === null) return null;
    if (i === index) return [pair.index, pair.index + pair[0].length];
  }
}
