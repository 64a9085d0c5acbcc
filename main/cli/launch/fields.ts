/** The settings of a run as fields of a form, made from the schema of its configuration. */
import type { FieldChoice, FieldInput } from '../../api/index.ts';
import { isTree, memberFor, membersOf, shapeAt, switchesOf, wordsOf } from '../setting-shape.ts';
import type { Shape } from '../setting-shape.ts';

/** A setting at its place in a configuration. */
export interface PlacedSetting {
  readonly path: string;
  /** How many parts and forms it lies in. */
  readonly depth: number;
  readonly value: unknown;
  readonly input: FieldInput;
  /** What it may be, in words. */
  readonly allowed: string;
  /** What the schema itself says of it. */
  readonly said: string | null;
}

/** What fields are made with besides the schema. */
export interface FieldOptions {
  /** What no value means, in words, by path. */
  noneOf(path: string): string;
  /** What a part begins with when it is turned on, by path. */
  partOf(path: string): unknown;
  /** What is said of the values of a choice: their titles and sources. */
  choiceOf(path: string, value: unknown): Pick<FieldChoice, 'title' | 'note'> | null;
  /** The values of a setting whose schema cannot tell them; null: it can. */
  choicesAt(path: string): readonly unknown[] | null;
}

interface Place {
  readonly path: string;
  readonly depth: number;
}

/** All settings of a configuration, in the order of its schema. Of forms that exclude each other, those of the present one. */
export function settingsIn(shape: Shape, config: unknown, options: FieldOptions): readonly PlacedSetting[] {
  return insideOf(shape, config, { place: { path: '', depth: 0 }, options });
}

interface Walk {
  readonly place: Place;
  readonly options: FieldOptions;
}

function insideOf(shape: Shape, value: unknown, { place, options }: Walk): readonly PlacedSetting[] {
  const member = memberFor(shape, value);
  const switches = switchesOf(shape);
  const tree = isTree(value) ? value : {};
  const deeper = switches.length > 0 && place.path !== '' ? 1 : 0;
  return Object.entries(member?.properties ?? {}).flatMap(([key, child]) => {
    const path = place.path === '' ? key : `${place.path}.${key}`;
    const isSwitch = switches.includes(key);
    const inner = isSwitch ? (shapeAt(shape, [key], tree) ?? child) : child;
    const given = Object.hasOwn(tree, key) ? tree[key] : defaultOf(child);
    const depth = place.depth + (isSwitch ? 0 : deeper);
    return settingAt(inner, given, { place: { path, depth }, options });
  });
}

function settingAt(shape: Shape, value: unknown, walk: Walk): readonly PlacedSetting[] {
  const { place, options } = walk;
  const members = membersOf(shape);
  const groups = members.filter(({ properties }) => properties !== undefined);
  const isNullable = members.some(({ type }) => type === 'null');
  const isGroup = groups.length > 0 && groups.length + (isNullable ? 1 : 0) === members.length;
  if (!isGroup) return [leaf(shape, value, walk)];
  if (!isNullable) return insideOf(shape, value, walk);
  const part: PlacedSetting = {
    ...place,
    value,
    input: { type: 'part', on: options.partOf(place.path) ?? beginningOf(groups[0] ?? {}) },
    allowed: '',
    said: shape.description ?? null,
  };
  const inside = { ...walk, place: { ...place, depth: place.depth + 1 } };
  return isTree(value) ? [part, ...insideOf(shape, value, inside)] : [part];
}

const defaultOf = (shape: Shape): unknown => shape.default;

/** The least that a group can be turned on with. */
function beginningOf(shape: Shape): unknown {
  const required = Object.entries(shape.properties ?? {}).filter(
    ([key, child]) => (shape.required ?? []).includes(key) && child.default === undefined,
  );
  return Object.fromEntries(required.map(([key, child]) => [key, child.minimum ?? child.const ?? null]));
}

function leaf(shape: Shape, value: unknown, { place, options }: Walk): PlacedSetting {
  const { path } = place;
  return {
    ...place,
    value,
    input: inputOf(shape, path, options),
    allowed: wordsOf(shape).replace(/ or null$/, ', or none'),
    said: shape.description ?? null,
  };
}

function inputOf(shape: Shape, path: string, options: FieldOptions): FieldInput {
  const members = membersOf(shape);
  const isNullable = members.some(({ type }) => type === 'null');
  const others = members.filter(({ type }) => type !== 'null');
  const choices = options.choicesAt(path) ?? choicesOf(others);
  if (choices !== null) {
    const all = isNullable ? [null, ...choices] : choices;
    return { type: 'choice', choices: all.map((value) => choice(value, path, options)) };
  }
  const [only, ...more] = others;
  if (only === undefined || more.length > 0) return { type: 'text' };
  if (only.type === 'boolean' && !isNullable) return { type: 'switch' };
  if (only.type !== 'number' && only.type !== 'integer') return { type: 'text' };
  return numberInput(only, isNullable ? options.noneOf(path) : null);
}

function choice(value: unknown, path: string, options: FieldOptions): FieldChoice {
  const said = options.choiceOf(path, value);
  if (said !== null) return { value, ...said };
  const title =
    value === null ? options.noneOf(path) : typeof value === 'string' ? value : JSON.stringify(value);
  return { value, title, note: null };
}

function choicesOf(members: readonly Shape[]): readonly unknown[] | null {
  const all = members.map((member) => (member.const !== undefined ? [member.const] : (member.enum ?? null)));
  if (all.length === 0 || all.includes(null)) return null;
  return all.flatMap((constants) => constants ?? []);
}

function numberInput(shape: Shape, none: string | null): FieldInput {
  const { type, multipleOf = null } = shape;
  const isWhole = type === 'integer' || (multipleOf !== null && Number.isInteger(multipleOf));
  const step = multipleOf ?? (isWhole ? 1 : null);
  const above = limit(shape.exclusiveMinimum);
  const below = limit(shape.exclusiveMaximum);
  const least = above === null || step === null ? null : (Math.floor(above / step) + 1) * step;
  const most = below === null || step === null ? null : (Math.ceil(below / step) - 1) * step;
  return {
    type: 'number',
    isWhole,
    min: limit(shape.minimum) ?? least,
    max: limit(shape.maximum) ?? most,
    step,
    none,
  };
}

/** What a number can hold exactly is no rule of a setting. */
const limit = (bound: number | undefined): number | null =>
  bound === undefined || Math.abs(bound) === Number.MAX_SAFE_INTEGER ? null : bound;
