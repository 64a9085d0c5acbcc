import { setTimeout as sleep } from 'node:timers/promises';
import type { HostServices } from '../../api/index.ts';
import { AppError } from '../../base/errors.ts';
import { followEvents, isAtRest, isUnderWay, summarize } from '../../runs/index.ts';
import type { RunSummary } from '../../runs/index.ts';
import { printArchitecture } from '../../spaces/index.ts';
import type { Cli } from '../command.ts';
import { printableResult } from '../printable.ts';
import { createProgress } from '../progress.ts';
import { readSample, writeSample } from './sample-record.ts';
import type { SampleRecord } from './sample-record.ts';

/** How the sample project is to be worked on. */
export interface SampleOptions {
  readonly preset: string;
  /**
   * When a new search is begun: whatever became of the runs before, where they are finished, or only where there is none. With
   * `what-follows` none is, and nothing that stands still is set going: only the training follows a search that is under way.
   */
  readonly begin: 'always' | 'when-finished' | 'first-time' | 'what-follows';
  /** Aborted when nobody waits any more. */
  readonly until: AbortSignal;
}

/** What became of the sample project: `idle` where there was nothing to do. */
export type SampleOutcome = 'idle' | 'finished' | 'interrupted' | 'failed';

const POLL_MS = 300;
const AGAIN = 'Another quick search: npm start -- --again, or the button in the workbench.';

/**
 * Works on the sample project until it is done: a search on the embedded data set, then the final training of the cell that it
 * found. What was begun at an earlier start goes on where it stopped.
 *
 * @throws AppError of whatever keeps a run from starting
 */
export async function workOnSample(
  cli: Cli,
  services: HostServices,
  options: SampleOptions,
): Promise<SampleOutcome> {
  const work: Work = { cli, services, until: options.until };
  const known = await sampleToWorkOn(cli, options.begin);
  if (options.begin === 'what-follows' && !isGoing(known)) return 'idle';
  if (known?.train?.state === 'finished') {
    cli.output.message(`The sample project is finished: ${resultWords(known.train)}\n${AGAIN}`);
    return 'idle';
  }
  const preset = known?.record.preset ?? options.preset;

  const search = known?.search ?? (await begin(work, { kind: 'search', preset, data: null, seed: null }));
  if (known === null) await remember(cli, { search: search.run, train: null, preset });
  const searched = known === null ? await attend(work, search) : await goOn(work, search);
  if (searched.state !== 'finished') return outcomeOf(searched);
  if (known !== null && known.train !== null) return outcomeOf(await goOn(work, known.train));
  const train = await begin(work, {
    kind: 'train',
    cell: { from: search.run },
    preset,
    data: null,
    seed: null,
  });
  await remember(cli, { search: search.run, train: train.run, preset });
  return outcomeOf(await attend(work, train));
}

/** The sample project of an earlier start; null where a new one is to be begun. */
async function sampleToWorkOn(cli: Cli, begin: SampleOptions['begin']): Promise<KnownSample | null> {
  if (begin === 'always') return null;
  const known = await knownSample(cli);
  return begin === 'when-finished' && known?.train?.state === 'finished' ? null : known;
}

/** Whether its present run computes. */
function isGoing(known: KnownSample | null): boolean {
  const present = known?.train ?? known?.search ?? null;
  return present !== null && isUnderWay(present.state);
}

interface Work {
  readonly cli: Cli;
  readonly services: HostServices;
  readonly until: AbortSignal;
}

async function remember({ host }: Cli, record: SampleRecord): Promise<void> {
  await writeSample(host.home, record);
}

interface KnownSample {
  readonly record: SampleRecord;
  readonly search: RunSummary;
  readonly train: RunSummary | null;
}

/** The sample project with the state of its runs; null if its search was removed, or never begun. */
async function knownSample(cli: Cli): Promise<KnownSample | null> {
  const record = await readSample(cli.host.home);
  if (record === null) return null;
  const search = await summaryOf(cli, record.search);
  const train = record.train === null ? null : await summaryOf(cli, record.train);
  return search === null ? null : { record, search, train };
}

async function summaryOf({ host }: Cli, run: string): Promise<RunSummary | null> {
  try {
    return await summarize(await host.store.find(run));
  } catch (thrown) {
    if (thrown instanceof AppError && (thrown.code === 'runs/not-found' || thrown.code === 'runs/none'))
      return null;
    throw thrown;
  }
}

async function begin(
  { cli, services }: Work,
  request: Parameters<HostServices['launch']['start']>[0],
): Promise<RunSummary> {
  const run = await cli.host.store.find(await services.launch.start(request));
  return summarize(run);
}

/** Sets a run of an earlier start going again, unless it is done, or another process computes it. */
async function goOn(work: Work, known: RunSummary): Promise<RunSummary> {
  const { cli, services } = work;
  const { run, state, step, steps } = known;
  // A run that failed would fail again; somebody must look at it first.
  if (state === 'finished' || state === 'failed') return tell(cli, known);
  if (state === 'running' || state === 'starting') return attend(work, known);
  cli.output.message(`Going on with the run ${run} at step ${step}${steps === 0 ? '' : ` of ${steps}`}.`);
  const events = await services.runs.events(run, 0, Number.MAX_SAFE_INTEGER);
  try {
    await services.launch.resume(run);
  } catch (thrown) {
    // It waits in the queue since an earlier start, or whoever works on the queue was faster.
    if (!(thrown instanceof AppError && SET_GOING.includes(thrown.code))) throw thrown;
  }
  return attend(work, known, (events.at(-1)?.seq ?? -1) + 1);
}

const SET_GOING: readonly string[] = ['runs/queued-already', 'runs/under-way'];

/** Shows the progress of a run from event `from`, and returns when it has ended or nobody waits any more. */
async function attend(work: Work, { run: id }: RunSummary, from = 0): Promise<RunSummary> {
  const { cli, until } = work;
  const { output, host } = cli;
  const run = await host.store.find(id);
  output.message(`Run ${id}: ${run.record.title}, seed ${run.record.seed}`);
  await tellOfWaiting(work, id);
  const atRest = new AbortController();
  const stop = (): void => atRest.abort();
  until.addEventListener('abort', stop);
  const waiting = restOf(cli, id, atRest);
  const progress = createProgress(output);
  try {
    for await (const event of followEvents(run, { from, until: atRest.signal })) progress.show(event);
    await waiting;
  } finally {
    atRest.abort();
    progress.end();
    until.removeEventListener('abort', stop);
  }
  return tell(cli, await summarize(run));
}

/** Says so where the run is not computed yet: another one may have the device for hours. */
async function tellOfWaiting({ cli: { host, output }, services }: Work, id: string): Promise<void> {
  const { jobs } = await services.queue.list();
  const job = jobs.find((each) => each.job.id === id);
  if (job?.job.state !== 'waiting') return;
  const others = (await host.lanes.occupants()).map((occupant) => occupant.id);
  const why =
    job.waitsFor ?? (others.length === 0 ? null : `the device computes ${others.join(' and ')} now`);
  output.message(`It waits in the queue${why === null ? '' : `: ${why}`}. It begins by itself in its turn.`);
}

/** Looks at the run until it is at rest; the trainer may have been started by another process, which told nobody of its end. */
async function restOf({ host }: Cli, id: string, atRest: AbortController): Promise<void> {
  const run = await host.store.find(id);
  let wasUnderWay = false;
  while (!atRest.signal.aborted) {
    await sleep(POLL_MS, undefined, { signal: atRest.signal }).catch(() => undefined);
    const { state } = await summarize(run);
    // A run that is resumed was at rest until its trainer has begun.
    if (isAtRest(state) && (wasUnderWay || state === 'finished' || state === 'failed')) atRest.abort();
    wasUnderWay ||= !isAtRest(state);
  }
}

function tell({ output }: Cli, summary: RunSummary): RunSummary {
  const { run, state, result, problem } = summary;
  if (problem !== null) output.message(`dartboard: ${problem}`);
  if (state === 'interrupted' || state === 'lost') {
    output.message(
      `The run ${run} goes on from its checkpoint at the next "npm start", or with Resume in the workbench.`,
    );
  }
  if (state === 'queued') output.message(`The run ${run} waits in the queue, also for the next "npm start".`);
  if (result === null) {
    if (state === 'failed')
      output.message(`The run ${run} has failed. Look at it: dartboard runs show ${run}. ${AGAIN}`);
    return summary;
  }
  output.result({ run, state, ...printableResult(result) }, () => resultWords(summary));
  return summary;
}

function resultWords({ run, result }: RunSummary): string {
  if (result?.kind === 'search') return printArchitecture(result.genotype);
  if (result?.kind !== 'train') return `the run ${run}.`;
  const { test, parameters } = result;
  return `test accuracy ${(100 * test.accuracy).toFixed(2)}%, loss ${test.loss.toFixed(4)}, ${parameters} parameters (run ${run}).`;
}

function outcomeOf({ state }: RunSummary): SampleOutcome {
  if (state === 'finished') return 'finished';
  return state === 'failed' || state === 'lost' ? 'failed' : 'interrupted';
}
