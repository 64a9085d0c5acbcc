/** Queues a run for each of several seeds, and knows which of them are in the queue where one was refused. */
import { sentenceOf } from '../stores/problems.ts';
import type { LaunchFormState } from './form.ts';

/** What came of queueing several seeds. */
export interface Queued {
  readonly jobs: readonly string[];
  /** What is still to be asked for; null: nothing. */
  readonly rest: Pick<LaunchFormState, 'seed' | 'runs'> | null;
  /** Why there is a rest. */
  readonly problem: string | null;
}

/** Queues one seed after the other, and ends with the first that is refused. */
export async function queueSeeds(
  seeds: readonly number[],
  add: (seed: number) => Promise<string>,
): Promise<Queued> {
  const jobs: string[] = [];
  for (const seed of seeds) {
    try {
      jobs.push(await add(seed));
    } catch (thrown) {
      const rest = { seed: String(seed), runs: String(seeds.length - jobs.length) };
      return { jobs, rest, problem: wordsOf(seeds.slice(0, jobs.length), seed, sentenceOf(thrown)) };
    }
  }
  return { jobs, rest: null, problem: null };
}

function wordsOf(done: readonly number[], refused: number, why: string): string {
  const [first] = done;
  if (first === undefined) return why;
  const which = done.length === 1 ? `Seed ${first} is` : `Seeds ${first} to ${done.at(-1)} are`;
  return `${which} in the queue, seed ${refused} is not: ${why} The form now asks only for what is missing.`;
}
