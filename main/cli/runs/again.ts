import type { Command } from 'commander';
import { planAgain } from '../again-run.ts';
import { launchAndAttend } from '../attend.ts';
import type { Cli } from '../command.ts';
import { BESIDE_HELP } from '../place.ts';
import { compareSame } from '../same-runs.ts';
import { sameWords } from '../same-words.ts';
import { RUN_HELP } from './run-help.ts';
import { firstOwnEvent } from './first-own-event.ts';

/** `runs again`. */
export function defineAgain(command: Command, cli: Cli): void {
  const { host, output } = cli;
  command
    .command('again')
    .description('make a run once more from its record, and compare what comes out')
    .argument('<run>', RUN_HELP)
    .option('--beside', BESIDE_HELP)
    .action(async (reference: string, { beside }: { readonly beside?: true }) => {
      const of = await host.store.find(reference);
      const made = await host.store.create(await planAgain(of, host.places));
      const { code, wasStopped } = await launchAndAttend(cli, made, {
        from: await firstOwnEvent(made),
        beside,
      });
      process.exitCode = code;
      if (code !== 0 || wasStopped) {
        output.message(`Compare them when it is finished: dartboard runs compare ${made.id} ${of.id}`);
        return;
      }
      const comparison = await compareSame(await host.store.find(made.id), await host.store.find(of.id));
      output.result(comparison, () => sameWords(comparison));
    });
}
