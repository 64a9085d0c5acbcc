/** Stored runs beside each other, and those that were made again beside what they should equal. */
import type { ComparisonWithAgain, SameComparison } from '../api/index.ts';
import { AppError } from '../base/errors.ts';
import { readEvents, readHistory, summarize } from '../runs/index.ts';
import type { RunStore, StoredRun } from '../runs/index.ts';
import { compareRuns } from './compare-runs.ts';
import type { RunToCompare } from './compare-runs.ts';
import { cliError } from './errors.ts';
import { compareSame } from './same-runs.ts';

/** How stored runs are compared. */
export interface CompareOptions {
  readonly store: RunStore;
  /** Compares two runs as if the one were the other run again. */
  readonly same: boolean;
  /** Told of each line of a log that cannot be read. */
  readonly onProblem: (sentence: string) => void;
}

/**
 * Compares runs, in the order given.
 *
 * @throws AppError `runs/unreadable`; `cli/wrong-use` where two runs are wanted
 */
export async function compareStored(
  runs: readonly StoredRun[],
  { store, same, onProblem }: CompareOptions,
): Promise<ComparisonWithAgain> {
  const found: RunToCompare[] = [];
  for (const run of runs) {
    // What a fork has of another run tells by its steps alone how long it took.
    const isFork = (run.record.origin?.step ?? null) !== null;
    const { events, problems } = await (isFork ? readEvents(run) : readHistory(run));
    for (const problem of problems) onProblem(problem);
    found.push({ record: run.record, summary: await summarize(run), events });
  }
  return { ...compareRuns(found), again: await comparedAgain(store, runs, same) };
}

/** Each run that is another one run again, compared with that; with `same` also two runs that are not. */
async function comparedAgain(
  store: RunStore,
  runs: readonly StoredRun[],
  same: boolean,
): Promise<readonly SameComparison[]> {
  const [first, second, ...others] = runs;
  if (same) {
    if (first === undefined || second === undefined || others.length > 0) {
      throw cliError('cli/wrong-use', { problem: 'With --same name two runs.' });
    }
    const isOlder = first.record.origin?.run !== second.id && first.id < second.id;
    return [isOlder ? await compareSame(second, first) : await compareSame(first, second)];
  }
  const found: SameComparison[] = [];
  for (const run of runs) {
    const { origin } = run.record;
    if (origin?.kind !== 'again') continue;
    const of =
      runs.find(({ id }) => id === origin.run) ??
      (runs.length === 1 ? await original(store, origin.run) : null);
    if (of !== null) found.push(await compareSame(run, of));
  }
  return found;
}

/** The run that another was made from, if it is still there. */
async function original(store: RunStore, id: string): Promise<StoredRun | null> {
  try {
    return await store.find(id);
  } catch (error) {
    if (error instanceof AppError && error.code === 'runs/not-found') return null;
    throw error;
  }
}
