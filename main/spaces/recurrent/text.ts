/** `Genotype(recurrent=[...], concat=...)` in a text, alone or in a log. */
import { spacesError } from '../errors.ts';
import { parsed } from '../schema.ts';
import { parseCall, placeOf, plain } from '../python-literal.ts';
import { printRecurrent, recurrentFromFile, recurrentSchema } from './genotype.ts';
import type { RecurrentFile, RecurrentGenotype } from './genotype.ts';

/** Whether a text holds a recurrent cell as DARTS prints it. */
export const holdsRecurrent = (text: string): boolean => /\bGenotype\s*\(\s*recurrent\s*=/.test(text);

/**
 * The recurrent cell of a text; one that is repeated, as logs do, counts once.
 *
 * @throws `spaces/genotype-syntax`, `spaces/genotype-field`, `spaces/genotype-concat`, `spaces/genotype-ambiguous`
 */
export function parseRecurrent(text: string): RecurrentGenotype {
  const found = new Map<string, { readonly cell: RecurrentGenotype; readonly line: number }>();
  const start = /\bGenotype\s*\(\s*(?=recurrent\s*=)/g;
  for (let match = start.exec(text); match !== null; match = start.exec(text)) {
    const call = parseCall(text, text.indexOf('(', match.index));
    start.lastIndex = call.end;
    const fields = Object.fromEntries([...call.named].map(([name, value]) => [name, plain(value)]));
    const file = parsed<RecurrentFile>(recurrentSchema, { wiring: 'recurrent', ...fields }, (path, problem) =>
      spacesError('spaces/genotype-field', { path, problem }),
    );
    const cell = recurrentFromFile(file);
    const key = printRecurrent(cell);
    if (!found.has(key)) found.set(key, { cell, line: placeOf(text, match.index).line });
  }
  const [first, ...others] = found.values();
  if (first === undefined) {
    const expected = 'Genotype(recurrent=[...], concat=...)';
    throw spacesError('spaces/genotype-missing', { format: 'text', expected });
  }
  if (others.length === 0) return first.cell;
  const titles = [first, ...others].slice(0, 5).map(({ line }) => `line ${line}`);
  throw spacesError('spaces/genotype-ambiguous', { count: found.size, titles });
}
