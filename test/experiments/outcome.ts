/** What is known of a finished search. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { spreadOf } from '../../main/base/statistics.ts';

const searched = z.object({ folder: z.string(), state: z.literal('finished') });
const step = z.object({ type: z.literal('step'), step: z.number(), seconds: z.number() });

/** The seconds of all steps of a search, by what `runs show --json` says of it. */
export const searchedSeconds = (shown: unknown): number =>
  stepSeconds(readFileSync(join(searched.parse(shown).folder, 'events.jsonl'), 'utf8'));

/** The seconds of the steps of an event log; of a step that was computed again, those of the last time. */
export function stepSeconds(log: string): number {
  const seconds = new Map<number, number>();
  for (const line of log.split('\n')) {
    if (!line.includes('"type":"step"')) continue;
    const event = step.parse(JSON.parse(line));
    seconds.set(event.step, event.seconds);
  }
  return [...seconds.values()].reduce((sum, value) => sum + value, 0);
}

/** The mean, and the deviation of the sample where there is one. */
export function spread(values: readonly number[], digits: number): string {
  const { mean, deviation } = spreadOf(values);
  return deviation === null ? mean.toFixed(digits) : `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`;
}
