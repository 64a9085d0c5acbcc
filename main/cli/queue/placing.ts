/** When what a command asks for is computed: now, as soon as a device is free; or in its turn, from the queue. */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import { enqueue, findJob, isUnderWay, lookAtQueue, summarize } from '../../runs/index.ts';
import type { Job, NewRun, Queueable, QueueOptions, StoredRun } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { cliError } from '../errors.ts';
import type { Host } from '../host.ts';
import { BESIDE_HELP } from '../place.ts';
import type { RunRequest } from '../plan-run.ts';
import { partsOf } from '../wanted-cell.ts';

/** The options that decide it. */
export interface PlacingOptions {
  readonly queue?: true;
  readonly priority?: number;
  readonly after?: readonly string[];
  readonly retries?: number;
  readonly beside?: true;
}

/** Declares them. */
export const addPlacingOptions = (command: Command): Command =>
  command
    .option('--beside', BESIDE_HELP)
    .option(
      '--queue',
      'put it into the queue, which is worked on by the workbench or by: dartboard queue work',
    )
    .option('--priority <number>', 'in the queue: the higher the earlier; 0 by default', parsePriority)
    .option(
      '--after <job>',
      'in the queue: begin when that job or run is finished; may be repeated',
      (job: string, all: readonly string[] | undefined) => [...(all ?? []), job],
    )
    .option(
      '--retries <number>',
      'in the queue: resume it so often by itself when its process dies; 0 by default',
      parseRetries,
    );

/** A priority. @throws commander's InvalidArgumentError */
export function parsePriority(text: string): number {
  const priority = Number(text);
  if (/^-?\d+(\.\d+)?$/.test(text) && Math.abs(priority) <= 1e9) return priority;
  throw new InvalidArgumentError('Expected a number; the higher the earlier.');
}

function parseRetries(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 0 to 9999.');
}

/** Whether the queue is asked for. @throws AppError `cli/wrong-use` for options that contradict each other */
export function isForQueue({ queue, priority, after, retries, beside }: PlacingOptions): boolean {
  if (queue === true && beside === true)
    throw cliError('cli/wrong-use', { problem: 'Give either --queue or --beside, not both.' });
  const alone = Object.entries({ priority, after, retries }).find(([, value]) => value !== undefined);
  if (queue !== true && alone !== undefined)
    throw cliError('cli/wrong-use', { problem: `--${alone[0]} is about the queue: give --queue too.` });
  return queue === true;
}

/** What is to be queued, and what it must wait for besides what the options name. */
export interface Wanted {
  readonly wanted: readonly Queueable[];
  readonly needs: readonly string[];
}

/** Queues runs and evaluations, and tells their ids. @throws AppError `runs/...` */
export async function putIntoQueue(
  { host, output }: Cli,
  { wanted, needs }: Wanted,
  options: QueueOptions,
): Promise<void> {
  const after = [...new Set([...needs, ...options.after])];
  const jobs = await enqueue(host.queue, wanted, { ...options, after });
  const { jobs: known, worker, paused } = await lookAtQueue(host.queue, host.home);
  for (const { id, run, kind, priority } of jobs) {
    const title = known.find(({ job }) => job.id === id)?.title ?? '';
    const what = kind === 'evaluation' ? `the evaluation of ${run}` : title;
    output.result(
      { job: id, kind, run, priority, after },
      () => `Queued as ${id}: ${what}${after.length === 0 ? '' : `, after ${after.join(' and ')}`}`,
    );
  }
  if (paused) output.message('The queue is paused. Go on with: dartboard queue resume');
  else if (worker === null)
    output.message('Nobody works on the queue now. Start with: dartboard queue work (or open the workbench)');
}

/** Makes a run that waits for its turn. What can be wrong with the options shows before. @throws AppError `runs/...` */
export async function queueRun(cli: Cli, plan: NewRun, options: PlacingOptions): Promise<StoredRun> {
  const turn = await queueOptions(cli.host, options);
  const run = await cli.host.store.create(plan);
  await putIntoQueue(cli, { wanted: [{ kind: 'run', run: run.id }], needs: [] }, turn);
  return run;
}

/** What the options say of the queue; what they name is looked up now, as `latest` may be another later. @throws AppError `runs/...` */
export async function queueOptions(
  host: Host,
  { priority = 0, after = [], retries = 0 }: PlacingOptions,
): Promise<QueueOptions> {
  const { jobs } = await host.queue.read();
  const ids = await Promise.all(after.map((reference) => jobOrRun(host, jobs, reference)));
  return { priority, after: [...new Set(ids)], retries };
}

async function jobOrRun({ store }: Host, jobs: readonly Job[], reference: string): Promise<string> {
  try {
    return findJob(jobs, reference).id;
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'runs/no-job')) throw error;
  }
  return (await store.find(reference)).id;
}

/**
 * The request for a training, if its cell may come from a run that is not finished: then what it must wait for.
 *
 * @throws AppError `runs/...`, `cli/wrong-use`
 */
export async function awaiting(
  request: RunRequest,
  host: Host,
): Promise<{ readonly request: RunRequest; readonly needs: readonly string[] }> {
  if (request.kind !== 'train' || !('from' in request.cell)) return { request, needs: [] };
  const { name, epoch } = partsOf(request.cell.from);
  const run = await host.store.find(name);
  if (!(await isComing(run, host))) return { request, needs: [] };
  const from = epoch === null ? run.id : `${run.id}@${epoch}`;
  return { request: { ...request, cell: { from, isAwaited: true } }, needs: [run.id] };
}

/** Whether a run is not finished, but will be if nothing goes wrong. */
export async function isComing(run: StoredRun, { queue }: Host): Promise<boolean> {
  const { state } = await summarize(run);
  if (state === 'queued' || isUnderWay(state)) return true;
  if (state === 'finished') return false;
  const { jobs } = await queue.read();
  const job = jobs.find(({ id }) => id === run.id);
  return job?.state === 'waiting' || job?.state === 'running';
}
