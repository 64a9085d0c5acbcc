import type { Command } from 'commander';
import { readEvents, summarize } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { compareRuns } from '../compare-runs.ts';
import type { RunToCompare } from '../compare-runs.ts';
import { comparisonWords } from '../comparison-words.ts';
import { findEach } from '../run-arguments.ts';
import { RUN_HELP } from './run-help.ts';

/** `runs compare`. */
export function defineCompare(command: Command, { host, output }: Cli): void {
  command
    .command('compare')
    .description('runs beside each other: settings that differ, results, means over seeds')
    .argument('<run...>', RUN_HELP)
    .action(async (references: readonly string[]) => {
      const found: RunToCompare[] = [];
      for (const run of await findEach(host.store, references)) {
        const { events, problems } = await readEvents(run);
        for (const problem of problems) output.message(`dartboard: ${problem}`);
        found.push({ record: run.record, summary: await summarize(run), events });
      }
      const comparison = compareRuns(found);
      output.result(comparison, () => comparisonWords(comparison));
    });
}
