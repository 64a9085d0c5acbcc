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
    .description('ask a run to write a checkpoint and end')
    .argument('<run>', RUN_HELP)
    .action(async (reference: string) => {
      const run = await host.store.find(reference);
      await requestStop(run);
      output.message('The run stops after its present step.');
      let summary = await summarize(run);
      while (isUnderWay(summary.state)) {
        await sleep(POLL_MS);
        summary = await summarize(run);
      }
      output.result(
        printableSummary(summary),
        () => `The run ${run.id} is ${summary.state} at step ${summary.step}.`,
      );
    });
}
