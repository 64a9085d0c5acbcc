/**
 * What a configuration may hold, as data: the form of its schema that programs can walk. One place reads it for all that
 * people are told of settings: which there are, what each may be, which belong together.
 */
import { z } from 'zod';
import { listed } from '../base/wording.ts';

/** The part of JSON Schema that the schemas of configurations come out as. */
export interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly prefixItems?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  /** What is taken where nothing is said. */
  readonly default?: unknown;
  readonly description?: string;
}

/** An object with named values. */
export type Tree = Readonly<Record<string, unknown>>;

/** Whether a value is an object with named values. */
export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The shape of what a schema takes. What cannot be told of it has the empty shape. */
export const shapeOf = (schema: z.ZodType): Shape =>
  asShape(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));

/** The library's own type of the same data is wider than what it makes of configurations. */
const asShape = (document: unknown): Shape => document as Shape;

/** The shapes that a value may choose between; one that offers no choice is its own only one. */
export function membersOf(shape: Shape): readonly Shape[] {
  const members = shape.anyOf ?? shape.oneOf;
  return members === undefined ? [shape] : members.flatMap(membersOf);
}

/** The keys whose values say which of the members an object is; none where there is no such choice. */
export function switchesOf(shape: Shape): readonly string[] {
  const groups = groupsOf(shape);
  const [first] = groups;
  if (first === undefined || groups.length < 2) return [];
  return Object.keys(first.properties ?? {}).filter((key) =>
    groups.every((group) => constantsOf(childOf(group, key)) !== null),
  );
}

/** The member that an object is: the one whose fixed values it has. The first, where it says nothing of them. */
export function memberFor(shape: Shape, value: unknown): Shape | undefined {
  const groups = groupsOf(shape);
  const switches = switchesOf(shape);
  const tree = isTree(value) ? value : {};
  return groups.find((group) =>
    switches.every((key) => {
      const constants = constantsOf(childOf(group, key)) ?? [];
      return tree[key] === undefined ? group === groups[0] : constants.includes(tree[key]);
    }),
  );
}

const groupsOf = (shape: Shape): readonly Shape[] =>
  membersOf(shape).filter(({ properties }) => properties !== undefined);

function constantsOf(shape: Shape | undefined): readonly unknown[] | null {
  if (shape === undefined) return null;
  if (shape.const !== undefined) return [shape.const];
  return shape.enum ?? null;
}

/** The shape at a path, with the value there saying which members are meant on the way; undefined where there is none. */
export function shapeAt(shape: Shape, path: readonly PropertyKey[], value: unknown): Shape | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return shape;
  if (typeof step === 'number') {
    const list = membersOf(shape).find(({ items, prefixItems }) => (items ?? prefixItems) !== undefined);
    const item = list?.prefixItems?.[step] ?? list?.items;
    return item && shapeAt(item, rest, Array.isArray(value) ? value[step] : undefined);
  }
  const key = String(step);
  const next = switchesOf(shape).includes(key)
    ? switchShape(shape, key)
    : childOf(memberFor(shape, value), key);
  return next && shapeAt(next, rest, isTree(value) ? value[key] : undefined);
}

/** The shape of one of an object's values. */
export function childOf(shape: Shape | undefined, key: string): Shape | undefined {
  const properties = shape?.properties ?? {};
  return Object.hasOwn(properties, key) ? properties[key] : undefined;
}

const switchShape = (shape: Shape, key: string): Shape => ({
  enum: groupsOf(shape).flatMap((group) => constantsOf(childOf(group, key)) ?? []),
});

/** The paths of all settings, at the values that there are. */
export function pathsOf(shape: Shape, value: unknown, path = ''): readonly string[] {
  const member = memberFor(shape, value);
  const entries = Object.entries(member?.properties ?? {});
  if (entries.length === 0) return path === '' ? [] : [path];
  const tree = isTree(value) ? value : {};
  return entries.flatMap(([key, child]) => pathsOf(child, tree[key], path === '' ? key : `${path}.${key}`));
}

/** What a value of the shape is, in words: `a number from 0 and below 1`; empty where nothing can be told. */
export function wordsOf(shape: Shape): string {
  const members = membersOf(shape);
  const groups = groupsOf(shape);
  const [key] = switchesOf(shape);
  const others = members.filter((member) => !groups.includes(member)).flatMap(choicesOf);
  const names = key === undefined ? '' : wordsOf(switchShape(shape, key));
  const group = key === undefined ? groups.map(singleWords) : [`an object whose ${key} is ${names}`];
  const all = [...group, ...others];
  return all.includes('') ? '' : listed([...new Set(all)], 'or');
}

/** The values that a shape fixes, or what it is. */
const choicesOf = (shape: Shape): readonly string[] =>
  constantsOf(shape)?.map((one) => JSON.stringify(one)) ?? [singleWords(shape)];

function singleWords(shape: Shape): string {
  if (shape.properties !== undefined) return `an object with ${listed(Object.keys(shape.properties))}`;
  return WORDS[shape.type ?? '']?.(shape) ?? '';
}

/** By their types. What is not here cannot be told in words. */
const WORDS: Readonly<Record<string, (shape: Shape) => string>> = {
  integer: numberWords,
  number: numberWords,
  boolean: () => 'true or false',
  string: () => 'a text',
  null: () => 'null',
  array: listWords,
};

function listWords({ items, prefixItems }: Shape): string {
  if (prefixItems !== undefined)
    return `a list of ${prefixItems.length}: ${listed(prefixItems.map(wordsOf))}`;
  const each = items === undefined ? '' : wordsOf(items);
  return each === '' ? 'a list' : `a list, each ${each}`;
}

function numberWords(shape: Shape): string {
  const { type, multipleOf } = shape;
  const isWhole = type === 'integer' || (multipleOf !== undefined && Number.isInteger(multipleOf));
  const kind = multipleOf === 2 ? 'an even number' : isWhole ? 'a whole number' : 'a number';
  const multiple = multipleOf === undefined || multipleOf === 2 ? '' : ` that is a multiple of ${multipleOf}`;
  return [kind + multiple, rangeWords(shape, isWhole)].filter((words) => words !== '').join(' ');
}

function rangeWords(shape: Shape, isWhole: boolean): string {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = shape;
  // Whole numbers are bounded by what a number can hold exactly; that is no rule of the setting.
  const bound = (limit: number | undefined): number | undefined =>
    limit === undefined || Math.abs(limit) === Number.MAX_SAFE_INTEGER ? undefined : limit;
  const above = bound(exclusiveMinimum);
  const below = bound(exclusiveMaximum);
  const step = multipleOf ?? 1;
  const least =
    bound(minimum) ?? (isWhole && above !== undefined ? (Math.floor(above / step) + 1) * step : undefined);
  const low = least !== undefined ? `from ${least}` : above !== undefined ? `above ${above}` : '';
  const most = bound(maximum);
  const high =
    most !== undefined
      ? `${low === '' ? 'up' : ''} to ${most}`.trim()
      : below !== undefined
        ? `below ${below}`
        : '';
  if (low === '' || high === '') return `${low}${high}`;
  return most === undefined || !low.startsWith('from')
    ? `${low} and ${most === undefined ? high : `up ${high}`}`
    : `${low} ${high}`;
}
