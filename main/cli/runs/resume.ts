import type { Command } from 'commander';
import { checkpointSteps, isUnderWay, readHistory, runsError, summarize } from '../../runs/index.ts';
import type { RunSummary, StoredRun } from '../../runs/index.ts';
import { launchAndAttend } from '../attend.ts';
import type { Cli } from '../command.ts';
import { BESIDE_HELP } from '../place.ts';
import { RUN_HELP } from './run-help.ts';

/** `runs resume`. */
export function defineResume(command: Command, cli: Cli): void {
  command
    .command('resume')
    .description('go on with a run that was stopped, failed or was lost')
    .argument('<run>', RUN_HELP)
    .option('--beside', BESIDE_HELP)
    .action(async (reference: string, { beside }: { readonly beside?: true }) => {
      const run = await cli.host.store.find(reference);
      const summary = await summarize(run);
      const { state } = summary;
      if (state === 'finished') throw runsError('runs/not-resumable', { run: run.id });
      if (isUnderWay(state)) throw runsError('runs/under-way', { run: run.id });
      const { events } = await readHistory(run);
      const why = summary.problem ?? events.findLast((event) => event.type === 'state')?.message ?? null;
      for (const sentence of await goingOnWords(run, summary, why)) cli.output.message(sentence);
      const { code } = await launchAndAttend(cli, run, { from: (events.at(-1)?.seq ?? -1) + 1, beside });
      process.exitCode = code;
    });
}

/** Why the run is not finished, and where it goes on. */
async function goingOnWords(
  { paths }: StoredRun,
  { state, step }: RunSummary,
  why: string | null,
): Promise<readonly string[]> {
  const [newest] = await checkpointSteps(paths.checkpoints);
  const ended =
    state === 'queued' ? [] : [`It ended as ${state}${why === null ? '' : `: ${why.replace(/\.$/, '')}`}.`];
  if (newest === undefined)
    return state === 'queued' ? [] : [...ended, 'It has no checkpoint: it begins anew.'];
  const again = step > newest ? `; the ${step - newest} steps after it are made again` : '';
  return [...ended, `It goes on from the checkpoint of step ${newest}${again}.`];
}
