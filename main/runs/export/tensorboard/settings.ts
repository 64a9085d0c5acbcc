import type { RunState } from '../../events.ts';
import type { RunRecord } from '../../record.ts';
import type { HparamsMessage, SettingMessage } from './event-message.ts';

/** A run's settings as TensorBoard compares them: `network.cells`. */
export type Settings = Readonly<Record<string, SettingMessage>>;

/** What decides the numbers of a run, flat. */
export function settingsOf({ kind, preset, seed, data, config }: RunRecord): Settings {
  const { space, ...rest } = config;
  return {
    kind: { text: kind },
    preset: { text: preset ?? '' },
    seed: { number: seed },
    data: { text: data.name },
    ...(space === undefined ? {} : { space: { text: spaceName(space) } }),
    ...Object.fromEntries(flat(rest, '')),
  };
}

/** Of a space of the user's own, the whole file lies in the record. */
function spaceName(space: unknown): string {
  if (typeof space === 'string') return space;
  return isTree(space) && typeof space['id'] === 'string' ? space['id'] : 'own';
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function flat(
  tree: Readonly<Record<string, unknown>>,
  above: string,
): readonly (readonly [string, SettingMessage])[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const name = `${above}${key}`;
    if (isTree(value)) return flat(value, `${name}.`);
    return [[name, settingOf(value)] as const];
  });
}

function settingOf(value: unknown): SettingMessage {
  if (typeof value === 'number') return { number: value };
  if (typeof value === 'boolean') return { flag: value };
  return { text: typeof value === 'string' ? value : JSON.stringify(value) };
}

const TYPES = { text: 1, flag: 2, number: 3 } as const;
const STATUS = {
  finished: 1,
  failed: 2,
  lost: 2,
  running: 3,
  starting: 3,
  queued: 0,
  interrupted: 0,
} as const satisfies Record<RunState, number>;

/** How TensorBoard calls the state of a run. */
export const statusOf = (state: RunState): number => STATUS[state];

/** What runs are compared by, if they have it: tags of scalars, and whether they are of held-out images. */
const METRICS: readonly (readonly [tag: string, datasetType: number])[] = [
  ['test/accuracy', 0],
  ['test/loss', 0],
  ['epoch_accuracy/valid', 2],
  ['epoch_loss/valid', 2],
  ['epoch_accuracy/train', 1],
  ['epoch_loss/train', 1],
];

/**
 * What the tab for hyperparameters shows of runs: all of their settings, and their scores.
 *
 * @param tags - of scalars that at least one of the runs has
 */
export function experimentOf(
  settings: readonly Settings[],
  tags: ReadonlySet<string>,
  timeCreatedSecs: number,
): HparamsMessage {
  const types = new Map<string, number>();
  for (const [name, setting] of settings.flatMap((each) => Object.entries(each))) {
    const type = typeOf(setting);
    const known = types.get(name) ?? type;
    types.set(name, known === type ? type : TYPES.text);
  }
  return {
    version: 0,
    experiment: {
      timeCreatedSecs,
      hparamInfos: [...types].map(([name, type]) => ({ name, type })),
      metricInfos: METRICS.filter(([tag]) => tags.has(tag)).map(([tag, datasetType]) => ({
        name: { group: '', tag },
        datasetType,
      })),
    },
  };
}

function typeOf(setting: SettingMessage): number {
  if ('number' in setting) return TYPES.number;
  return 'flag' in setting ? TYPES.flag : TYPES.text;
}
