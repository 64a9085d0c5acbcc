/** What is known of a finished run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const searched = z.object({ run: z.string(), folder: z.string(), state: z.literal('finished') });
const trained = searched.extend({
  result: z.object({
    test: z.object({ accuracy: z.number() }),
    parameters: z.number(),
    macs: z.number(),
  }),
});
const step = z.object({ type: z.literal('step'), step: z.number(), seconds: z.number() });

/** A search, and the training of the cell that it found. */
export interface Outcome {
  readonly method: string;
  readonly seed: number;
  readonly search: string;
  readonly training: string;
  /** Of all steps of the search; start-up and scoring are not in it. */
  readonly searchSeconds: number;
  /** Share of the test images, 0..1. */
  readonly accuracy: number;
  readonly parameters: number;
  readonly macs: number;
}

/** The outcome by what `runs show --json` says of both runs. */
export function outcomeOf(
  of: { readonly method: string; readonly seed: number },
  shown: { readonly search: unknown; readonly training: unknown },
): Outcome {
  const search = searched.parse(shown.search);
  const training = trained.parse(shown.training);
  const { test, parameters, macs } = training.result;
  return {
    ...of,
    search: search.run,
    training: training.run,
    searchSeconds: stepSeconds(readFileSync(join(search.folder, 'events.jsonl'), 'utf8')),
    accuracy: test.accuracy,
    parameters,
    macs,
  };
}

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
