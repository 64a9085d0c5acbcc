import type { Command } from 'commander';
import { lookAtQueue } from '../../runs/index.ts';
import type { Job } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { dispatch } from './dispatch.ts';

interface WorkOptions {
  readonly stay?: true;
}

const INTERRUPTED = 130;

/** `queue work`. */
export function defineWork(command: Command, cli: Cli): void {
  command
    .command('work')
    .description('start the jobs of the queue one after the other, until none can be started any more')
    .option('--stay', 'then wait for more')
    .action(async (options: WorkOptions) => {
      process.exitCode = await work(cli, options);
    });
}

/** @returns with what the program ends */
async function work(cli: Cli, { stay }: WorkOptions): Promise<number> {
  const { host, output } = cli;
  const ended: Job[] = [];
  const dispatcher = dispatch(host, {
    stay: stay === true,
    onJob: (job) => {
      if (job.ended !== null) ended.push(job);
      output.line({ job: job.id, state: job.state, problem: job.problem });
      output.message(`${job.id} ${changeWords(job)}`);
    },
    onProblem: (problem) => output.message(`dartboard: ${problem}`),
    onStandBy: (pid, machine) =>
      output.message(
        `Process ${pid} on ${machine} works on the queue; this one stands by, and goes on if that ends.`,
      ),
  });
  const asked = new Promise<true>((resolve) => {
    process.once('SIGINT', () => resolve(true));
    process.once('SIGTERM', () => resolve(true));
  });
  const isAsked = await Promise.race([asked, dispatcher.ended.then(() => false)]);
  await dispatcher.close();
  const list = await lookAtQueue(host.queue, host.home);
  const left = list.jobs.filter(({ job }) => job.state === 'waiting');
  if (isAsked) {
    for (const { job } of list.jobs.filter((each) => each.job.state === 'running'))
      output.message(`${job.id} goes on by itself. To stop it: dartboard queue cancel ${job.id}`);
    return INTERRUPTED;
  }
  for (const { job, waitsFor } of left) output.message(`${job.id} waits: ${waitsFor ?? 'for its turn'}`);
  const count = (state: Job['state']): number => ended.filter((job) => job.state === state).length;
  const [finished, failed, cancelled] = [count('finished'), count('failed'), count('cancelled')];
  output.result(
    { finished, failed, cancelled, waiting: left.length },
    () => `${finished} finished, ${failed} failed, ${cancelled} cancelled; ${left.length} still waiting.`,
  );
  return failed > 0 ? 1 : 0;
}

function changeWords({ state, problem }: Job): string {
  const why = problem === null ? '' : `: ${problem}`;
  if (state === 'running') return 'is started';
  if (state === 'waiting') return 'waits again';
  return `${state === 'failed' ? 'has failed' : `is ${state}`}${why}`;
}
