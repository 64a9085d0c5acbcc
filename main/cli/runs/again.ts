import type { Command } from 'commander';
import { planAgain } from '../again-run.ts';
import { launchAndAttend } from '../attend.ts';
import type { Cli } from '../command.ts';
import { addPlacingOptions, isForQueue, queueRun } from '../queue/placing.ts';
import type { PlacingOptions } from '../queue/placing.ts';
import { compareSame } from '../same-runs.ts';
import { sameWords } from '../same-words.ts';
import { RUN_HELP } from './run-help.ts';
import { firstOwnEvent } from './first-own-event.ts';

/** `runs again`. */
export function defineAgain(command: Command, cli: Cli): void {
  const { host, output } = cli;
  const laterWords = (made: string, of: string): string =>
    `Compare them when it is finished: dartboard runs compare ${made} ${of}`;
  const again = command
    .command('again')
    .description('make a run once more from its record, and compare what comes out')
    .argument('<run>', RUN_HELP);
  addPlacingOptions(again).action(async (reference: string, options: PlacingOptions) => {
    const isQueued = isForQueue(options);
    const of = await host.store.find(reference);
    const plan = await planAgain(of, host.places);
    if (isQueued) {
      const { id } = await queueRun(cli, plan, options);
      output.message(laterWords(id, of.id));
      return;
    }
    const made = await host.store.create(plan);
    const { code, wasStopped } = await launchAndAttend(cli, made, {
      from: await firstOwnEvent(made),
      beside: options.beside,
    });
    process.exitCode = code;
    if (code !== 0 || wasStopped) {
      output.message(laterWords(made.id, of.id));
      return;
    }
    const comparison = await compareSame(await host.store.find(made.id), await host.store.find(of.id));
    output.result(comparison, () => sameWords(comparison));
  });
}
