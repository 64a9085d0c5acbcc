import type { z } from 'zod';
import { nearest } from '../base/nearest.ts';
import { didYouMean, fieldName, listed, shown } from '../base/wording.ts';
import { isTree, memberFor, shapeAt, shapeOf, wordsOf } from './setting-shape.ts';

/** What is wrong with one setting. */
export interface SettingProblem {
  /** `weights.learningRate.max`, or what the whole is called. */
  readonly key: string;
  /** `expected a number above 0, got "abc"`. */
  readonly problem: string;
}

type Issue = z.core.$ZodIssue;

/** What is wrong with a value that a schema refused, in our words: the place, what it may be, what it is. */
export function problemOf(schema: z.ZodType, value: unknown, { issues }: z.ZodError): SettingProblem {
  // An unknown key goes first, the outermost before others: it is the likely cause of a missing one.
  const found = issues.map(innermost);
  const unknown = found.filter(({ code }) => code === 'unrecognized_keys');
  const [issue = found[0]] = unknown.sort((a, b) => a.path.length - b.path.length);
  if (issue === undefined) return { key: 'configuration', problem: 'cannot be used' };
  return inWords(schema, value, issue);
}

/** Everything that a schema refused in a value, each as {@link problemOf} says it. */
export function problemsOf(
  schema: z.ZodType,
  value: unknown,
  { issues }: z.ZodError,
): readonly SettingProblem[] {
  return issues.map((issue) => inWords(schema, value, innermost(issue)));
}

function inWords(schema: z.ZodType, value: unknown, issue: Issue): SettingProblem {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  const key = fieldName(path) || 'configuration';
  const at = path.reduce<unknown>((inside, step) => valueAt(inside, step), value);
  const shape = shapeAt(shapeOf(schema), path, value) ?? {};
  if (issue.code === 'unrecognized_keys') {
    const name = issue.keys[0] ?? '';
    const keys = Object.keys(memberFor(shape, at)?.properties ?? {});
    const near = didYouMean(nearest(name, keys, 1));
    return { key, problem: `unknown key ${shown(name)}${near}; ${allowed(keys)}` };
  }
  const wanted = wordsOf(shape);
  if (issue.code === 'custom' || wanted === '') return { key, problem: issue.message.replace(/\.$/, '') };
  return {
    key,
    problem: at === undefined ? `is missing; expected ${wanted}` : `expected ${wanted}, got ${shown(at)}`,
  };
}

/** `allowed in network are a and b`. */
export function allowed(keys: readonly string[], where = ''): string {
  const inside = where === '' ? '' : ` in ${where}`;
  return `allowed${inside} ${keys.length === 1 ? 'is' : 'are'} ${listed(keys)}`;
}

function valueAt(inside: unknown, step: string | number): unknown {
  if (Array.isArray(inside)) return inside[Number(step)];
  return isTree(inside) && Object.hasOwn(inside, step) ? inside[step] : undefined;
}

/** Of a choice, none of whose members fits, the complaint of the member that comes nearest: the one that fits deepest. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const deeper = issue.errors.flatMap((issues) => issues[0] ?? []).filter(({ path }) => path.length > 0);
  const [best] = deeper.sort((a, b) => b.path.length - a.path.length);
  return best === undefined ? issue : innermost({ ...best, path: [...issue.path, ...best.path] });
}
