import { z } from 'zod';
import { ALPHA_FIELDS } from './derive.ts';
import type { CellValues } from './derive.ts';
import { spacesError } from './errors.ts';
import { exactly, expected, parseJson, parsed } from './schema.ts';

const number = z.custom<number>(Number.isFinite, expected('a number'));
const rows = z.array(
  z.array(number, expected('a list of numbers, one for each primitive')),
  expected('a list of rows, one for each edge'),
);
const alphasFile = exactly({ [ALPHA_FIELDS.normal]: rows, [ALPHA_FIELDS.reduction]: rows });

/**
 * The alphas of both cells in a JSON text `{"alphas_normal": [[...], ...], "alphas_reduce": [[...], ...]}`: rows are edges,
 * columns the primitives of their space.
 *
 * @throws `spaces/json-syntax`, `spaces/text-too-long`, or `spaces/alphas` naming the field
 */
export function parseAlphas(text: string): CellValues {
  const file = parsed(alphasFile, parseJson(text, 'file of alphas'), (path, problem) =>
    spacesError('spaces/alphas', { path, problem }),
  );
  return { normal: file[ALPHA_FIELDS.normal], reduction: file[ALPHA_FIELDS.reduction] };
}
