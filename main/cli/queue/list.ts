import type { Command } from 'commander';
import { lookAtQueue } from '../../runs/index.ts';
import type { QueuedJob, QueueList } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { table } from '../output.ts';
import { printableJob } from './printable-job.ts';

/** `queue list`. */
export function defineList(command: Command, { host, output }: Cli): void {
  command
    .command('list')
    .description('what runs, what waits in its order, and what has ended')
    .action(async () => {
      const list = await lookAtQueue(host.queue, host.home);
      for (const problem of list.problems) output.message(`dartboard: ${problem}`);
      const { paused, worker, jobs } = list;
      output.result({ paused, worker, jobs: jobs.map(printableJob) }, () => words(list));
    });
}

function words(list: QueueList): string {
  if (list.jobs.length === 0)
    return 'The queue is empty. Fill it with: dartboard search --preset quick --queue';
  const rows = list.jobs.map(row);
  return [table([['job', 'kind', 'state', 'priority', 'step', 'title'], ...rows]), ...notes(list)].join('\n');
}

function row({ job, kind, title, run }: QueuedJob): readonly (string | number)[] {
  const step = run === null || kind === 'evaluate' ? '' : `${run.step}/${run.steps}`;
  return [job.id, kind, job.held ? 'held' : job.state, job.priority, step, title];
}

function notes({ paused, worker, jobs }: QueueList): readonly string[] {
  const isWaiting = jobs.some(({ job }) => job.state === 'waiting');
  return [
    ...jobs.flatMap(({ job, waitsFor }) => {
      const why = job.state === 'waiting' && !job.held && waitsFor !== PAUSED ? waitsFor : job.problem;
      return why === null ? [] : [`${job.id}: ${why}`];
    }),
    ...(paused ? ['The queue is paused. Go on with: dartboard queue resume'] : []),
    ...(worker === null && isWaiting && !paused
      ? ['Nobody works on the queue now. Start with: dartboard queue work (or open the workbench)']
      : []),
  ];
}

/** Said once of the whole queue. */
const PAUSED = 'the queue is paused';
