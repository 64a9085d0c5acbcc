import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import { readEvents, readHistory, summarize } from '../../runs/index.ts';
import type { RunStore, StoredRun } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { compareRuns } from '../compare-runs.ts';
import type { RunToCompare } from '../compare-runs.ts';
import { comparisonWords } from '../comparison-words.ts';
import { cliError } from '../errors.ts';
import { findEach } from '../run-arguments.ts';
import { compareSame } from '../same-runs.ts';
import type { SameComparison } from '../same-runs.ts';
import { sameWords } from '../same-words.ts';
import { RUN_HELP } from './run-help.ts';

/** `runs compare`. */
export function defineCompare(command: Command, { host, output }: Cli): void {
  command
    .command('compare')
    .description('runs beside each other: what differs, results, means over seeds')
    .argument('<run...>', RUN_HELP)
    .option('--same', 'also whether two runs are the same to the bit, as a run that was run again should be')
    .action(async (references: readonly string[], { same }: { readonly same?: true }) => {
      const runs = await findEach(host.store, references);
      const found: RunToCompare[] = [];
      for (const run of runs) {
        // What a fork has of another run tells by its steps alone how long it took.
        const isFork = (run.record.origin?.step ?? null) !== null;
        const { events, problems } = await (isFork ? readEvents(run) : readHistory(run));
        for (const problem of problems) output.message(`dartboard: ${problem}`);
        found.push({ record: run.record, summary: await summarize(run), events });
      }
      const comparison = {
        ...compareRuns(found),
        again: await comparedAgain(host.store, runs, same === true),
      };
      output.result(comparison, () =>
        [comparisonWords(comparison), ...comparison.again.map((one) => `\n${sameWords(one)}`)].join('\n'),
      );
    });
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
