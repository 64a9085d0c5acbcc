/** A run that is being asked for, before it is right: every setting of it, and everything that is wrong. */
import type { FieldOrigin, LaunchField } from '../../api/index.ts';
import type { RunRecord } from '../../runs/index.ts';
import { STRATEGIES, strategyOf } from '../../search/index.ts';
import type { StrategyName } from '../../search/index.ts';
import { isHyperCuboid, SPACES, stageSize, stagesOf } from '../../spaces/index.ts';
import { ALL_SCHEDULES } from '../../train/index.ts';
import { kindFor } from '../kinds.ts';
import type { KindDef, PresetDef } from '../kinds.ts';
import { isTree, shapeOf } from '../setting-shape.ts';
import type { SettingProblem } from '../setting-problem.ts';
import { attempted } from '../settings.ts';
import { assignmentsOf, withNetworkOfCell } from '../wanted-cell.ts';
import type { WantedCell } from '../wanted-cell.ts';
import { FIELD_GROUPS, groupOf, wordsOfField } from './field-words.ts';
import { settingsIn } from './fields.ts';
import type { FieldOptions, PlacedSetting } from './fields.ts';
import { isMeant, spaceIn } from './meant.ts';

/** What is asked for. */
export interface Draft {
  readonly kind: RunRecord['kind'];
  readonly preset: PresetDef;
  readonly cell: WantedCell;
  /** `key=value` each, right or wrong. */
  readonly set: readonly string[];
}

/** What it comes to. */
export interface Drafted {
  readonly fields: readonly LaunchField[];
  /** The complete configuration; null where something is wrong. */
  readonly config: Readonly<Record<string, unknown>> | null;
  /** What is wrong and no field's. */
  readonly problems: readonly SettingProblem[];
}

/** Completes and describes what is asked for. */
export function drafted({ kind, preset, cell, set }: Draft): Drafted {
  const own = kindFor(kind, preset.config);
  const schema = own.schema((network) => withNetworkOfCell(cell, network));
  const shape = shapeOf(schema);
  const before = attempted(schema, preset.config, assignmentsOf(cell));
  const alone = attempted(own.schema(), preset.config, []);
  const now = attempted(schema, preset.config, [...assignmentsOf(cell), ...set]);
  const options = optionsOf(own);
  const at = (config: unknown): Placed => byPath(settingsIn(shape, config, options));
  const presets = at(before.value ?? before.changed);
  const bare = at(alone.value ?? alone.changed);
  const byHand = set.map((text) => text.slice(0, text.indexOf('=')));
  const config = now.value ?? now.changed;
  const space = spaceIn(config);
  // What somebody has set, or what is wrong, is shown all the same.
  const isTold = ({ path }: PlacedSetting): boolean =>
    byHand.includes(path) || now.problems.some(({ key }) => isAbout(path, key));
  const settings = settingsIn(shape, config, options).filter(
    (setting) => isMeant(setting.path, space) || isTold(setting),
  );
  const around = { learns: own.learns, presets, bare, byHand, problems: now.problems };
  const fields = inGroups(settings.map((setting) => fieldOf(setting, around)));
  const problems = now.problems.filter(({ key }) => fieldFor(settings, key) === null);
  return { fields, config: now.value, problems };
}

/** In the order of the groups, and within each in that of the configuration. */
const inGroups = (fields: readonly LaunchField[]): readonly LaunchField[] =>
  FIELD_GROUPS.flatMap(({ name }) => fields.filter(({ group }) => group === name));

type Placed = ReadonlyMap<string, PlacedSetting>;

const byPath = (settings: readonly PlacedSetting[]): Placed =>
  new Map(settings.map((setting) => [setting.path, setting]));

interface Surroundings {
  readonly learns: KindDef['learns'];
  readonly presets: Placed;
  /** The preset's without what the cell says. */
  readonly bare: Placed;
  readonly byHand: readonly string[];
  readonly problems: readonly SettingProblem[];
}

function fieldOf(setting: PlacedSetting, around: Surroundings): LaunchField {
  const { path, depth, input, allowed, said } = setting;
  const { title, unit = null, hint = said, isCommon = false } = wordsOfField(path, around.learns);
  const preset = around.presets.get(path);
  const isByHand = around.byHand.includes(path);
  const isChanged = preset === undefined ? isByHand : !isSame(setting, preset);
  return {
    path,
    title,
    unit,
    hint,
    allowed,
    group: groupOf(path),
    depth,
    isCommon,
    input,
    value: shownValue(setting),
    ...(preset === undefined ? {} : { preset: shownValue(preset) }),
    isChanged,
    origin: isChanged ? (isByHand ? 'hand' : 'default') : unchangedOrigin(setting, around),
    problem: around.problems.find(({ key }) => isAbout(path, key))?.problem ?? null,
  };
}

/** Of a part, only whether it is there: what is in it has fields of its own. */
const shownValue = ({ input, value }: PlacedSetting): unknown =>
  input.type === 'part' ? isTree(value) : (value ?? null);

const isSame = (a: PlacedSetting, b: PlacedSetting): boolean =>
  JSON.stringify(shownValue(a)) === JSON.stringify(shownValue(b));

function unchangedOrigin(setting: PlacedSetting, { bare, presets }: Surroundings): FieldOrigin {
  if (!presets.has(setting.path)) return 'default';
  const alone = bare.get(setting.path);
  return alone !== undefined && isSame(setting, alone) ? 'preset' : 'cell';
}

/** A problem of `weights.learningRate.betas[0]` is that of the betas. */
const isAbout = (path: string, key: string): boolean => key === path || key.startsWith(`${path}[`);

/** The setting that a problem is told at; null: none. */
const fieldFor = (settings: readonly PlacedSetting[], key: string): PlacedSetting | null =>
  settings.find(({ path }) => isAbout(path, key)) ?? null;

function optionsOf({ presets }: KindDef): FieldOptions {
  return {
    noneOf: (path) => wordsOfField(path).none ?? 'none',
    partOf: (path) => {
      const { on } = wordsOfField(path);
      if (on !== undefined) return on;
      const values = Object.values(presets).map(({ config }) => valueAt(config, path));
      return values.find(isTree);
    },
    choiceOf: (path, value) => CHOICES[path]?.(value) ?? null,
    choicesAt: (path) => (path === 'space' ? SPACE_NAMES : null),
  };
}

function valueAt(config: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((tree, key) => (isTree(tree) ? tree[key] : undefined), config);
}

const SPACE_NAMES = Object.values(SPACES).map(({ id }) => id);

/** Titles and sources of what has them. */
const CHOICES: Readonly<
  Record<string, (value: unknown) => { readonly title: string; readonly note: string } | null>
> = {
  'method.name': (value) => {
    const name = Object.keys(STRATEGIES).find((known) => known === value) as StrategyName | undefined;
    if (name === undefined) return null;
    const { title, source } = strategyOf(name);
    return { title, note: source };
  },
  space: (value) => {
    const space = Object.values(SPACES).find(({ id }) => id === value);
    if (space === undefined) return null;
    const { title, source } = space;
    const size = isHyperCuboid(space)
      ? `${stageSize(space)} operations in each of ${stagesOf(space).length} stages`
      : `${space.primitives.length} candidates on each edge, ${space.intermediateNodes} nodes`;
    return { title, note: source === null ? size : `${source.paper}: ${size}` };
  },
  'weights.learningRate.schedule': (value) => {
    const found = Object.entries(ALL_SCHEDULES).find(([name]) => name === value)?.[1];
    return found === undefined ? null : { title: found.title, note: found.source };
  },
};
