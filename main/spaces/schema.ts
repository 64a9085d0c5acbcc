import { z } from 'zod';
import { messageOf } from '../base/errors.ts';
import type { AppError } from '../base/errors.ts';
import { didYouMean, listed, shown } from '../base/wording.ts';
import type { Path } from '../base/wording.ts';
import { spacesError } from './errors.ts';
import { nearest } from '../base/nearest.ts';

/** Ready-made schemas whose complaints read `expected X, got Y`, so that every message names the allowed values. */

interface Issue {
  readonly input?: unknown;
}

/** The complaint of a schema that wants `phrase`. */
export function expected(phrase: string): { readonly error: (issue: Issue) => string } {
  return {
    error: ({ input }) =>
      input === undefined ? `is missing; expected ${phrase}` : `expected ${phrase}, got ${shown(input)}`,
  };
}

/** A whole number from `low` to `high`, if asked only the odd or the even ones. */
export function wholeNumber(low: number, high: number, parity?: 'odd' | 'even'): z.ZodType<number> {
  const fits = (value: unknown): boolean =>
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= low &&
    value <= high &&
    (parity === undefined || (value % 2 === 0) === (parity === 'even'));
  const kind = parity === undefined ? 'a whole number' : `an ${parity} number`;
  return z.custom<number>(fits, expected(`${kind} from ${low} to ${high}`));
}

/** One of these texts. */
export function oneOf<const T extends readonly string[]>(values: T): z.ZodType<T[number]> {
  const fits = (value: unknown): boolean => typeof value === 'string' && values.includes(value);
  return z.custom<T[number]>(
    fits,
    expected(
      listed(
        values.map((value) => `"${value}"`),
        'or',
      ),
    ),
  );
}

/** A text of 1 to `longest` characters. */
export function shortText(phrase: string, longest: number): z.ZodType<string> {
  return z.custom<string>(
    (value) => typeof value === 'string' && value.length > 0 && value.length <= longest,
    expected(`${phrase} of 1 to ${longest} characters`),
  );
}

/** An object with these fields and no others. */
export function exactly<S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> {
  const fields = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys')
        return expected(`an object with ${listed(fields)}`).error(issue);
      const unknown = issue.keys[0] ?? '';
      const near = didYouMean(nearest(unknown, fields, 1));
      return `unknown field ${shown(unknown)}${near}; allowed are ${listed(fields)}`;
    },
  });
}

/**
 * The value, if the schema accepts it.
 *
 * @param complain - makes the error from the path (below `at`) and the problem
 * @throws what `complain` makes of the first problem; an unknown field goes first, for it is the likely cause of others
 */
export function parsed<T>(
  schema: z.ZodType<T>,
  value: unknown,
  complain: (path: Path, problem: string) => AppError,
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const path = (issue?.path ?? []).map((step) => (typeof step === 'number' ? step : String(step)));
  throw complain(path, issue?.message ?? 'cannot be read');
}

// The largest files that are read are tables of alphas; anything longer is no file of this room.
const LONGEST_JSON = 1_000_000;

/**
 * The document of a JSON text; `what` says what the text should be.
 *
 * @throws `spaces/json-syntax` or `spaces/text-too-long`
 */
export function parseJson(text: string, what: string): unknown {
  if (text.length > LONGEST_JSON) {
    throw spacesError('spaces/text-too-long', { what, length: text.length, limit: LONGEST_JSON });
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // Some engines quote the text in the reason, which may be long; what and where suffices.
    const reason = messageOf(error).replace(/, (?:\.\.\.)?".*" is not valid JSON$/s, '');
    throw spacesError('spaces/json-syntax', { what, reason }, error);
  }
}
