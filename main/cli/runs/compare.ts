import type { Command } from 'commander';
import type { Cli } from '../command.ts';
import { compareStored } from '../compare-stored.ts';
import { comparisonWords } from '../comparison-words.ts';
import { findEach } from '../run-arguments.ts';
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
      const comparison = await compareStored(await findEach(host.store, references), {
        store: host.store,
        same: same === true,
        onProblem: (problem) => output.message(`dartboard: ${problem}`),
      });
      output.result(comparison, () =>
        [comparisonWords(comparison), ...comparison.again.map((one) => `\n${sameWords(one)}`)].join('\n'),
      );
    });
}
