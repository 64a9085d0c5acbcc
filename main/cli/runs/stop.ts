import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { isUnderWay, requestStop, summarize } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { printableSummary } from './printable-run.ts';
import { RUN_HELP } from './run-help.ts';

const POLL_MS = 200;

/** `runs stop`. */
export function defineStop(command: Command, { host, output }: Cli): void {
  command
    .command('stop')
    .description(
      'pause a run: it writes a checkpoint and ends, and `runs resume` goes on with it exactly there',
    )
    .argument('<run>', RUN_HELP)
    .option('--after-epoch', 'let it end its present epoch first; this command does not wait for that')
    .action(async (reference: string, { afterEpoch = false }: { readonly afterEpoch?: boolean }) => {
      const run = await host.store.find(reference);
      await requestStop(run, { at: afterEpoch ? 'epoch' : 'step' });
      output.message(`The run stops after its present ${afterEpoch ? 'epoch' : 'step'}.`);
      let summary = await summarize(run);
      while (!afterEpoch && isUnderWay(summary.state)) {
        await sleep(POLL_MS);
        summary = await summarize(run);
      }
      output.result(
        printableSummary(summary),
        () => `The run ${run.id} is ${summary.state} at step ${summary.step}.`,
      );
    });
}
