import type { Command } from 'commander';
import { findJob, lookAtQueue } from '../../runs/index.ts';
import type { QueuedJob } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { cliError } from '../errors.ts';
import { table } from '../output.ts';
import { printableJob } from './printable-job.ts';

/** How a job is named to a command, for its help. */
export const JOB_HELP = 'the id of a job, the beginning of it, or latest';

/** `queue show`. */
export function defineShow(command: Command, { host, output }: Cli): void {
  command
    .command('show')
    .description('a job: its state, what it waits for, and its place')
    .argument('<job>', JOB_HELP)
    .action(async (reference: string) => {
      const { jobs } = await lookAtQueue(host.queue, host.home);
      const { id } = findJob(
        jobs.map(({ job }) => job),
        reference,
      );
      const found = jobs.find(({ job }) => job.id === id);
      if (found === undefined) throw cliError('cli/wrong-use', { problem: `There is no job ${id}.` });
      output.result(printableJob(found), () => words(found));
    });
}

function words({ job, kind, title, run, waitsFor }: QueuedJob): string {
  const rows: readonly (readonly [string, string])[] = [
    ['job', job.id],
    ['kind', kind],
    ['title', title],
    ...(job.id === job.run ? [] : [['run', job.run] as const]),
    ...(job.data === null ? [] : [['data', job.data] as const]),
    ['state', job.held ? `${job.state}, held back` : job.state],
    ...(job.problem === null ? [] : [['problem', job.problem] as const]),
    ...(waitsFor === null ? [] : [['not started', waitsFor] as const]),
    ['priority', String(job.priority)],
    ...(job.after.length === 0 ? [] : [['after', job.after.join(', ')] as const]),
    ['retries', String(job.retries)],
    ['added', job.added],
    ...(job.started === null ? [] : [['started', job.started] as const]),
    ...(job.ended === null ? [] : [['ended', job.ended] as const]),
    ...(run === null || kind === 'evaluate'
      ? []
      : [['run', `${run.state}, step ${run.step} of ${run.steps}`] as const]),
  ];
  return table(rows);
}
