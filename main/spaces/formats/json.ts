import type { FormatDef } from '../format.ts';
import { GENOTYPE_FIELDS, genotypeFromFile, genotypeToFile } from '../genotype.ts';
import type { Genotype } from '../genotype.ts';
import { parseJson } from '../schema.ts';

/** A JSON object with the field names of DARTS, each field on a line: small differences in a version control system. */
export const json: FormatDef = { title: 'JSON', detect, parse, print };

function detect(text: string): boolean {
  return /^[\s\uFEFF]*\{/.test(text);
}

function parse(text: string): Genotype {
  return genotypeFromFile(parseJson(text, 'genotype'));
}

function print(genotype: Genotype): string {
  const file = genotypeToFile(genotype);
  const lines = GENOTYPE_FIELDS.flatMap((field) => {
    const value = file[field];
    return value === undefined ? [] : [`  "${field}": ${inOneLine(value)}`];
  });
  return `{\n${lines.join(',\n')}\n}`;
}

/** JSON with a blank after each comma. */
function inOneLine(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(inOneLine).join(', ')}]` : JSON.stringify(value);
}
