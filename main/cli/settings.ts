import type { z } from 'zod';
import { AppError, messageOf } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { cliError } from './errors.ts';
import { allowed, problemOf, problemsOf } from './setting-problem.ts';
import type { SettingProblem } from './setting-problem.ts';
import {
  childOf,
  isTree,
  memberFor,
  membersOf,
  pathsOf,
  shapeAt,
  shapeOf,
  switchesOf,
  wordsOf,
} from './setting-shape.ts';
import type { Shape, Tree } from './setting-shape.ts';

/** A value for one setting. */
interface Assignment {
  readonly key: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

/**
 * A configuration with some of its settings changed.
 *
 * Settings that say which of several forms a group has (`method.name=...`) are changed first, wherever they stand: the group then
 * keeps what both forms have, drops what only the form before has, and takes the new form's defaults for the rest.
 *
 * @param schema - what the configuration must be
 * @param base - the configuration before
 * @param assignments - `key=value`; keys are paths such as `network.cells`, values JSON or plain text
 * @throws AppError `cli/wrong-use`, `cli/unknown-setting`, `cli/bad-setting`
 */
export function configure<C>(schema: z.ZodType<C>, base: unknown, assignments: readonly string[]): C {
  const shape = shapeOf(schema);
  const changed = inOrder(shape, assignments).reduce<unknown>((config, assignment) => {
    checkKnown(shape, config, assignment);
    return assign(config, { shape, ...assignment });
  }, base);
  return checked(schema, changed);
}

/** What assignments make of a configuration, right or wrong. */
export interface Attempted<C> {
  /** With every assignment that names a setting. */
  readonly changed: unknown;
  /** As the schema completes it; null where something is wrong. */
  readonly value: C | null;
  /** Everything that is wrong, as far as it can be told at once. */
  readonly problems: readonly SettingProblem[];
}

/** As {@link configure}, for who wants to know everything that is wrong instead of the first of it. */
export function attempted<C>(
  schema: z.ZodType<C>,
  base: unknown,
  assignments: readonly string[],
): Attempted<C> {
  const shape = shapeOf(schema);
  const problems: SettingProblem[] = [];
  const changed = inOrder(shape, assignments).reduce<unknown>((config, assignment) => {
    try {
      checkKnown(shape, config, assignment);
    } catch (error) {
      problems.push({ key: assignment.key, problem: messageOf(error) });
      return config;
    }
    return assign(config, { shape, ...assignment });
  }, base);
  try {
    const parsed = schema.safeParse(changed);
    if (parsed.success) return { changed, value: problems.length === 0 ? parsed.data : null, problems };
    return { changed, value: null, problems: [...problems, ...problemsOf(schema, changed, parsed.error)] };
  } catch (error) {
    // What a configuration is completed from refuses by errors of its own.
    if (!(error instanceof AppError)) throw error;
    const { key, problem } = error.data;
    const said = typeof key === 'string' && typeof problem === 'string' ? { key, problem } : null;
    return { changed, value: null, problems: [...problems, said ?? { key: '', problem: error.message }] };
  }
}

/** Those that say which form a group has come first. */
function inOrder(shape: Shape, assignments: readonly string[]): readonly Assignment[] {
  const all = assignments.map(assignmentOf);
  const depth = ({ path }: Assignment): number => (turns(shape, path) ? path.length : Infinity);
  return all
    .map((one) => [depth(one), one] as const)
    .sort(([a], [b]) => (a === b ? 0 : a - b))
    .map(([, one]) => one);
}

/** The settings of a configuration by their paths, in its order; an empty group counts as a setting. */
export function settingsOf(config: unknown, path = ''): readonly (readonly [key: string, value: unknown])[] {
  if (!isTree(config) || (path !== '' && Object.keys(config).length === 0)) return [[path, config]];
  return Object.entries(config).flatMap(([key, value]) =>
    settingsOf(value, path === '' ? key : `${path}.${key}`),
  );
}

/** The settings of a run as a list for people: a search space that is a whole document goes by its title. */
export function shownSettingsOf(config: Tree): readonly (readonly [key: string, value: unknown])[] {
  const { space } = config;
  const title = isTree(space) ? { space: `${String(space['title'])} (${String(space['id'])})` } : {};
  return settingsOf({ ...config, ...title });
}

function assignmentOf(text: string): Assignment {
  const at = text.indexOf('=');
  if (at < 1) throw cliError('cli/wrong-use', { problem: `A setting is given as key=value, not "${text}".` });
  const key = text.slice(0, at);
  return { key, path: key.split('.'), value: valueOf(text.slice(at + 1)) };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Whether the setting at a path says which of several forms its group has. */
function turns(shape: Shape, path: readonly string[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return false;
  if (rest.length === 0) return switchesOf(shape).includes(step);
  return membersOf(shape).some((member) => {
    const child = childOf(member, step);
    return child !== undefined && turns(child, rest);
  });
}

/** Passes if there is such a setting, as the configuration is now. */
function checkKnown(shape: Shape, config: unknown, { key, path }: Assignment): void {
  if (shapeAt(shape, path, config) !== undefined) return;
  const depth = path.findIndex((_, i) => shapeAt(shape, path.slice(0, i + 1), config) === undefined);
  const group = path.slice(0, depth);
  const inside = shapeAt(shape, group, config) ?? {};
  const value = group.reduce<unknown>((tree, step) => (isTree(tree) ? tree[step] : undefined), config);
  const keys = Object.keys(memberFor(inside, value)?.properties ?? {});
  const where = group.join('.');
  const misspelt = nearest(path[depth] ?? '', keys, 1).map((name) => [...group, name].join('.'));
  const elsewhere = pathsOf(shape, config).filter((known) => known.endsWith(`.${key}`));
  const near = misspelt.length > 0 ? misspelt : elsewhere.slice(0, 2);
  const there =
    keys.length === 0 ? `${where} is ${wordsOf(inside) || 'a single value'}` : allowed(keys, where);
  throw cliError('cli/unknown-setting', { key, near, there });
}

interface Change {
  readonly shape: Shape;
  readonly path: readonly string[];
  readonly value: unknown;
}

function assign(config: unknown, { shape, path, value }: Change): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  // What stands in the way of a group is left for the check to complain of.
  if (config !== null && config !== undefined && !isTree(config)) return config;
  const tree = isTree(config) ? config : {};
  if (rest.length > 0) {
    const child = shapeAt(shape, [step], tree) ?? {};
    return { ...tree, [step]: assign(tree[step], { shape: child, path: rest, value }) };
  }
  const changed = { ...tree, [step]: value };
  const form = switchesOf(shape).includes(step) ? memberFor(shape, changed) : undefined;
  return form === undefined ? changed : kept(changed, form);
}

/** What of a value has a place in another form. */
function kept(value: unknown, shape: Shape): unknown {
  const form = memberFor(shape, value);
  if (form === undefined || !isTree(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) => {
      const place = childOf(form, key);
      return place === undefined ? [] : [[key, kept(child, place)]];
    }),
  );
}

/**
 * The value as the schema completes it.
 *
 * @throws AppError `cli/bad-setting` naming the first setting that is wrong
 */
export function checked<C>(schema: z.ZodType<C>, value: unknown): C {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { key, problem } = problemOf(schema, value, parsed.error);
  throw cliError('cli/bad-setting', { key, problem }, parsed.error);
}
