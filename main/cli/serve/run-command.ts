/** The line for a terminal that makes a run once more. */
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../base/errors.ts';
import { DEFAULT_CARE } from '../../runs/index.ts';
import type { RunRecord } from '../../runs/index.ts';
import { presetOf } from '../kinds.ts';
import { configSchemaOf } from '../run-config.ts';
import { commandLine } from '../launch/command-line.ts';
import { configure, settingsOf } from '../settings.ts';

/**
 * Of a search, what it was asked for: preset, data, seed, and every setting that is not the preset's, so that it says the same on
 * another machine. Of a run that such a line cannot say, as a fork, the line that repeats it from its own record.
 */
export function commandOf(record: RunRecord): string {
  const { kind, preset, data, seed, care } = record;
  const set = kind === 'search' && record.origin?.kind !== 'fork' ? changesOf(record) : null;
  if (preset === null || set === null) return `npx dartboard runs again ${record.id}`;
  return commandLine({
    request: {
      kind: 'search',
      preset,
      data: data.name,
      seed,
      set: [...set],
      ...(data.split === undefined ? {} : { split: data.split.name }),
      care: {
        ...(care.keep === DEFAULT_CARE.keep ? {} : { keep: care.keep }),
        ...(care.saveEveryMinutes === DEFAULT_CARE.saveEveryMinutes
          ? {}
          : { saveEveryMinutes: care.saveEveryMinutes }),
        ...(care.onAlarm === DEFAULT_CARE.onAlarm ? {} : { onAlarm: care.onAlarm }),
      },
    },
    seeds: [seed],
  });
}

/** The settings of a search that are not its preset's; null where they do not make of the preset what was computed. */
function changesOf({ preset, config }: RunRecord): readonly string[] | null {
  if (preset === null) return null;
  try {
    const base = presetOf('search', preset).config;
    const before = new Map(settingsOf(base));
    // A setting that came with a later version has its default.
    const schema = configSchemaOf('search', config);
    const whole = schema.safeParse(config);
    if (!whole.success) return null;
    const set = settingsOf(whole.data)
      .filter(([key, value]) => !isDeepStrictEqual(before.get(key), value))
      .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
    return isDeepStrictEqual(configure(schema, base, set), whole.data) ? set : null;
  } catch (error) {
    // A preset or a setting of another version of this program.
    if (error instanceof AppError) return null;
    throw error;
  }
}
