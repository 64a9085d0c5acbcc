import type { Setting } from '../../api/index.ts';
import type { RunRecord } from '../../runs/index.ts';
import { dataWords } from '../run-data.ts';
import { shownSettingsOf } from '../settings.ts';

/** What a person asks first, in this order; everything else follows in the order of the configuration. */
const FIRST = [
  'method.name',
  'method.options.order',
  'data',
  'preset',
  'seed',
  'network.cells',
  'network.initChannels',
  'batch',
  'epochs',
  'weights.learningRate.max',
  'method.options.alphas.learningRate',
];

/** Parts of paths that say nothing to a person. */
const SILENT = new Set(['options', 'network', 'name']);

/** The settings of a run as a person reads them. */
export function settingsInWords({ preset, data, seed, parent, config }: RunRecord): readonly Setting[] {
  const cellOf =
    parent === null
      ? []
      : [['cell of', `${parent.run}${parent.epoch === null ? '' : `, epoch ${parent.epoch}`}`] as const];
  const all: readonly (readonly [path: string, value: unknown])[] = [
    ['data', dataWords(data)],
    ['preset', preset ?? 'own configuration'],
    ['seed', seed],
    ...cellOf,
    ...shownSettingsOf(config),
  ];
  const rank = (path: string): number => (FIRST.includes(path) ? FIRST.indexOf(path) : FIRST.length);
  return [...all]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([path, value]) => ({ name: nameOf(path), value: valueOf(value) }));
}

/** `Weights learning rate max` of `weights.learningRate.max`. */
function nameOf(path: string): string {
  const parts = path.split('.').filter((part, i, all) => !SILENT.has(part) || (all.length === 1 && i === 0));
  const words = parts
    .filter((part, i) => !(part === 'method' && i < parts.length - 1))
    .join(' ')
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function valueOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object' && Object.keys(value).length === 0) return 'none';
  return JSON.stringify(value);
}
