import type { z } from 'zod';
import { cliError } from './errors.ts';

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A configuration with some of its settings changed.
 *
 * @param schema - what the configuration must be
 * @param base - the configuration before
 * @param assignments - `key=value`; keys are paths such as `network.cells`, values JSON or plain text
 * @throws AppError `cli/wrong-use`, `cli/unknown-setting`, `cli/bad-setting`
 */
export function configure<C>(schema: z.ZodType<C>, base: unknown, assignments: readonly string[]): C {
  const start = checked(schema, base);
  const known = settingsOf(start).map(([key]) => key);
  const changed = assignments.reduce<unknown>((config, assignment) => {
    const at = assignment.indexOf('=');
    if (at < 1) {
      throw cliError('cli/wrong-use', { problem: `A setting is given as key=value, not "${assignment}".` });
    }
    const key = assignment.slice(0, at);
    const value = valueOf(assignment.slice(at + 1));
    return withValue(config, { key, value, path: key.split('.'), known });
  }, start);
  return checked(schema, changed);
}

/** The settings of a configuration by their paths, in its order; an empty group counts as a setting. */
export function settingsOf(config: unknown, path = ''): readonly (readonly [key: string, value: unknown])[] {
  if (!isTree(config) || (path !== '' && Object.keys(config).length === 0)) return [[path, config]];
  return Object.entries(config).flatMap(([key, value]) =>
    settingsOf(value, path === '' ? key : `${path}.${key}`),
  );
}

interface Change {
  readonly key: string;
  readonly value: unknown;
  readonly path: readonly string[];
  readonly known: readonly string[];
}

function withValue(tree: unknown, change: Change): unknown {
  const [step, ...rest] = change.path;
  if (step === undefined) return change.value;
  // Below what is switched off, the schema knows what there can be.
  if (tree === null) return { [step]: withValue(null, { ...change, path: rest }) };
  if (!isTree(tree) || !Object.hasOwn(tree, step)) {
    throw cliError('cli/unknown-setting', { key: change.key, known: change.known });
  }
  return { ...tree, [step]: withValue(tree[step], { ...change, path: rest }) };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function checked<C>(schema: z.ZodType<C>, value: unknown): C {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  // An unknown key goes first: it is the likely cause of a missing one.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const key = issue?.path.map(String).join('.') || 'the whole configuration';
  throw cliError(
    'cli/bad-setting',
    { key, problem: (issue?.message ?? 'it is none').replace(/\.$/, '') },
    parsed.error,
  );
}
