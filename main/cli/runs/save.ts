import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import {
  checkpointSteps,
  isSaveWanted,
  isUnderWay,
  requestSave,
  runsError,
  summarize,
} from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { printableSummary } from './printable-run.ts';
import { RUN_HELP } from './run-help.ts';

const POLL_MS = 200;

/** `runs save`. */
export function defineSave(command: Command, { host, output }: Cli): void {
  command
    .command('save')
    .description('ask a run for a checkpoint; it goes on computing')
    .argument('<run>', RUN_HELP)
    .action(async (reference: string) => {
      const run = await host.store.find(reference);
      await requestSave(run);
      output.message('The run writes a checkpoint after its present step.');
      while (isSaveWanted(run.paths)) {
        const { state } = await summarize(run);
        // One that ended meanwhile has written a checkpoint if it could, and says so if not.
        if (!isUnderWay(state)) break;
        await sleep(POLL_MS);
      }
      const [step] = await checkpointSteps(run.paths.checkpoints);
      if (step === undefined) throw runsError('runs/no-checkpoint', { run: run.id });
      const summary = printableSummary(await summarize(run));
      output.result({ ...summary, checkpoint: step }, () => `The run ${run.id} is saved at step ${step}.`);
    });
}
