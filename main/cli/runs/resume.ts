import type { Command } from 'commander';
import { isUnderWay, readEvents, runsError, summarize } from '../../runs/index.ts';
import { launchAndAttend } from '../attend.ts';
import type { Cli } from '../command.ts';
import { RUN_HELP } from './run-help.ts';

/** `runs resume`. */
export function defineResume(command: Command, cli: Cli): void {
  command
    .command('resume')
    .description('go on with a run that was stopped, failed or was lost')
    .argument('<run>', RUN_HELP)
    .action(async (reference: string) => {
      const run = await cli.host.store.find(reference);
      const { state } = await summarize(run);
      if (state === 'finished') throw runsError('runs/not-resumable', { run: run.id });
      if (isUnderWay(state)) throw runsError('runs/under-way', { run: run.id });
      const last = (await readEvents(run)).events.at(-1)?.seq ?? -1;
      const { code } = await launchAndAttend(cli, run, last + 1);
      process.exitCode = code;
    });
}
