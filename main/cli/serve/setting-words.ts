import type { Setting } from '../../api/index.ts';
import type { RunRecord } from '../../runs/index.ts';
import { settingsOf } from '../settings.ts';

/** The settings of a run as a person reads them: first what it was asked for, then the whole configuration in its order. */
export function settingsInWords({ preset, data, seed, parent, config }: RunRecord): readonly Setting[] {
  return [
    { name: 'Preset', value: preset ?? 'own configuration' },
    { name: 'Data', value: data.name },
    { name: 'Seed', value: String(seed) },
    ...(parent === null
      ? []
      : [
          {
            name: 'Cell of',
            value: `${parent.run}${parent.epoch === null ? '' : `, epoch ${parent.epoch}`}`,
          },
        ]),
    ...settingsOf(config).map(([path, value]) => ({ name: nameOf(path), value: valueOf(value) })),
  ];
}

/** `Weights learning rate max` of `weights.learningRate.max`. */
function nameOf(path: string): string {
  const words = path
    .split('.')
    .map((part) =>
      part.replace(
        /([a-z])([A-Z])/g,
        (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
      ),
    )
    .join(' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function valueOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object' && Object.keys(value).length === 0) return 'none';
  return JSON.stringify(value);
}
