import type { Command } from 'commander';
import { steer } from '../../runs/index.ts';
import type { Job, Steering } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { cliError } from '../errors.ts';
import { parsePriority } from './placing.ts';
import { JOB_HELP } from './show.ts';

/** The subcommands of `queue` that change it. */
export function defineSteering(command: Command, cli: Cli): void {
  defineForAll(command, cli);
  defineForOne(command, cli);
  defineMove(command, cli);
  command
    .command('priority')
    .description('the higher the earlier; it comes last among those of that priority')
    .argument('<job>', JOB_HELP)
    .argument('<number>', '0 by default', parsePriority)
    .action(async (job: string, priority: number) => {
      const changed = await steer(cli.host, { action: 'priority', job, priority });
      tell(cli, changed, ({ id }) => `The job ${id} has priority ${priority}.`);
    });
}

function defineForAll(command: Command, cli: Cli): void {
  const actions = {
    pause: ['start no further job', 'The queue is paused; what runs goes on.'],
    resume: ['start jobs again', 'The queue goes on.'],
    clear: ['forget jobs that are finished or cancelled; their runs stay', 'The list is cleared.'],
  } as const;
  for (const action of ['pause', 'resume', 'clear'] as const) {
    const [description, done] = actions[action];
    command
      .command(action)
      .description(description)
      .action(async () => {
        await steer(cli.host, { action });
        cli.output.result({ action }, () => done);
      });
  }
}

function defineForOne(command: Command, cli: Cli): void {
  const actions = {
    hold: ['hold a job back', 'is held back'],
    release: ['let a job that is held back have its turn', 'waits for its turn'],
    cancel: ['take a job out of its turn, or stop it with a checkpoint', ''],
    retry: ['let a job that has failed or was cancelled wait again', 'waits for its turn'],
  } as const;
  for (const action of ['hold', 'release', 'cancel', 'retry'] as const) {
    const [description, done] = actions[action];
    command
      .command(action)
      .description(description)
      .argument('<job>', JOB_HELP)
      .action(async (reference: string) => {
        const job = await steer(cli.host, { action, job: reference });
        tell(cli, job, ({ id, state }) =>
          action === 'cancel'
            ? `The job ${id} ${state === 'cancelled' ? 'is cancelled' : 'is asked to stop'}.`
            : `The job ${id} ${done}.`,
        );
      });
  }
}

interface MoveOptions {
  readonly first?: true;
  readonly last?: true;
  readonly before?: string;
}

function defineMove(command: Command, cli: Cli): void {
  command
    .command('move')
    .description('change the turn of a job')
    .argument('<job>', JOB_HELP)
    .option('--first', 'before all others of its priority')
    .option('--last', 'after all others of its priority')
    .option('--before <job>', 'right before that job, with its priority')
    .action(async (job: string, options: MoveOptions) => {
      const changed = await steer(cli.host, { action: 'move', job, to: destination(options) });
      tell(cli, changed, ({ id, priority }) => `The job ${id} was moved; it has priority ${priority}.`);
    });
}

function destination({ first, last, before }: MoveOptions): Extract<Steering, { action: 'move' }>['to'] {
  const all = [
    ...(first === true ? ['first' as const] : []),
    ...(last === true ? ['last' as const] : []),
    ...(before === undefined ? [] : [{ before }]),
  ];
  const [only, ...others] = all;
  if (only !== undefined && others.length === 0) return only;
  throw cliError('cli/wrong-use', { problem: 'Say where to: one of --first, --last and --before JOB.' });
}

function tell({ output }: Cli, job: Job | null, words: (job: Job) => string): void {
  if (job === null) return;
  const { id, state, held, priority } = job;
  output.result({ job: id, state, held, priority }, () => words(job));
}
