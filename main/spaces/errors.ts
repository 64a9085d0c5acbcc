import { AppError } from '../base/errors.ts';
import { didYouMean, fieldName, listed } from '../base/wording.ts';
import type { Path } from '../base/wording.ts';

interface UnknownName {
  readonly name: string;
  readonly near: readonly string[];
  readonly allowed: readonly string[];
}

/** What each error of this room carries; `path` leads to the value at fault, in the file's own field names. */
export interface SpacesErrorData {
  'spaces/genotype-unreadable': { readonly text: string; readonly near: readonly string[] };
  'spaces/genotype-foreign': { readonly form: string; readonly why: string };
  'spaces/genotype-unknown': { readonly name: string; readonly near: readonly string[] };
  'spaces/genotype-other-kind': { readonly name: string; readonly kind: string };
  'spaces/other-wiring': { readonly is: string; readonly space: string; readonly holds: string };
  'spaces/genotype-missing': { readonly format: string; readonly expected: string };
  'spaces/genotype-ambiguous': { readonly count: number; readonly titles: readonly string[] };
  'spaces/genotype-syntax': { readonly line: number; readonly column: number; readonly problem: string };
  'spaces/genotype-field': { readonly path: Path; readonly problem: string };
  'spaces/genotype-odd-edges': { readonly path: Path; readonly count: number };
  'spaces/genotype-node-count': { readonly path: Path; readonly nodes: number; readonly allowed: string };
  'spaces/genotype-input': { readonly path: Path; readonly input: number; readonly node: number };
  'spaces/genotype-concat': { readonly path: Path; readonly problem: string };
  'spaces/primitive-unknown': UnknownName & { readonly path: Path; readonly among: string };
  'spaces/primitive-forbidden': {
    readonly path: Path;
    readonly name: string;
    readonly allowed: readonly string[];
  };
  'spaces/json-syntax': { readonly what: string; readonly reason: string };
  'spaces/text-too-long': { readonly what: string; readonly length: number; readonly limit: number };
  'spaces/space-field': { readonly path: Path; readonly problem: string };
  'spaces/space-unknown': UnknownName;
  'spaces/format-unknown': UnknownName;
  'spaces/alphas': { readonly path: Path; readonly problem: string };
}

/** The codes of this room's errors. */
export type SpacesErrorCode = keyof SpacesErrorData;

const whole = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
const question = (near: readonly string[]): string =>
  near.length === 0 ? '' : `; did you mean ${listed(near, 'or')}?`;
const choices = ({ near, allowed }: UnknownName): string =>
  `${didYouMean(near)}; allowed are ${listed(allowed)}.`;
const ended = (sentence: string): string => (sentence.endsWith('?') ? sentence : `${sentence}.`);

// One sentence a code: what is wrong, where, and what would be right.
const MESSAGES: { readonly [C in SpacesErrorCode]: (data: SpacesErrorData[C]) => string } = {
  'spaces/genotype-unreadable': ({ text, near }) =>
    ended(
      `"${text}" is no genotype: expected a Genotype(...) text, a JSON object with normal, normal_concat, reduce ` +
        `and reduce_concat, or a name from the library${question(near)}`,
    ),
  'spaces/genotype-foreign': ({ form, why }) =>
    `This is ${form}, which is no cell of this kind: ${why}. Expected the Genotype(normal=[...], ...) of DARTS or sharpDARTS.`,
  'spaces/genotype-unknown': ({ name, near }) =>
    ended(
      `The library has no genotype named "${name}"${near.length === 0 ? '; list the library to see the names' : question(near)}`,
    ),
  'spaces/genotype-other-kind': ({ name, kind }) =>
    `"${name}" is ${kind}; only genotypes with a normal and a reduction cell can be read here.`,
  'spaces/other-wiring': ({ is, space, holds }) =>
    `This is ${is}; a search of the space ${space} finds ${holds}.`,
  'spaces/genotype-missing': ({ format, expected }) => `No genotype in this ${format}: expected ${expected}.`,
  'spaces/genotype-ambiguous': ({ count, titles }) =>
    `The text holds ${count} different genotypes (${titles.join(', ')}${count > titles.length ? ', ...' : ''}); ` +
    'keep the one that is meant.',
  'spaces/genotype-syntax': ({ line, column, problem }) => `Line ${line}, column ${column}: ${problem}.`,
  'spaces/genotype-field': ({ path, problem }) => ended(`${fieldName(path) || 'genotype'}: ${problem}`),
  'spaces/genotype-odd-edges': ({ path, count }) =>
    `${fieldName(path)}: has ${whole(count, 'pair')}, but every node takes two; the number of pairs must be even.`,
  'spaces/genotype-node-count': ({ path, nodes, allowed }) =>
    `${fieldName(path)}: has ${whole(nodes, 'node')} (two pairs each); allowed ${allowed}.`,
  'spaces/genotype-input': ({ path, input, node }) =>
    `${fieldName(path)}: input ${input} does not exist for node ${node}; allowed are the states 0 to ${node + 1}.`,
  'spaces/genotype-concat': ({ path, problem }) => `${fieldName(path)}: ${problem}.`,
  'spaces/primitive-unknown': (data) =>
    `${fieldName(data.path)}: ${data.among} has no primitive "${data.name}"${choices(data)}`,
  'spaces/primitive-forbidden': ({ path, name, allowed }) =>
    `${fieldName(path)}: the space does not allow "${name}" on this edge; allowed are ${listed(allowed)}.`,
  'spaces/json-syntax': ({ what, reason }) =>
    `This ${what} is not valid JSON (${reason}); check its brackets, quotes and commas.`,
  'spaces/text-too-long': ({ what, length, limit }) =>
    `This ${what} has ${length} characters; at most ${limit} are read, so keep only the part that matters.`,
  'spaces/space-field': ({ path, problem }) => ended(`${fieldName(path) || 'space'}: ${problem}`),
  'spaces/space-unknown': (data) => `There is no search space named "${data.name}"${choices(data)}`,
  'spaces/format-unknown': (data) => `There is no genotype format named "${data.name}"${choices(data)}`,
  'spaces/alphas': ({ path, problem }) => ended(`${fieldName(path) || 'alphas'}: ${problem}`),
};

/** The error of this room with the given code; its sentence is made from the data alone. */
export function spacesError<C extends SpacesErrorCode>(
  code: C,
  data: SpacesErrorData[C],
  cause?: unknown,
): AppError {
  return new AppError(code, MESSAGES[code](data), { data: { ...data }, cause });
}

/** Where in a document an error of this room lies: the path to the value at fault, empty where it names none. */
export function pathOf({ data }: AppError): Path {
  const { path } = data;
  const isStep = (step: unknown): step is string | number =>
    typeof step === 'string' || typeof step === 'number';
  return Array.isArray(path) && path.every(isStep) ? path : [];
}
