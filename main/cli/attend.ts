import {
  followEvents,
  isUnderWay,
  newestCheckpoint,
  runsError,
  settle,
  summarize,
  weightsSha256,
} from '../runs/index.ts';
import type { LaunchedRun, RunEvent, RunSummary, StoredRun } from '../runs/index.ts';
import { architectureToFile, printArchitecture } from '../spaces/index.ts';
import type { Cli } from './command.ts';
import type { Output } from './output.ts';
import { printableEvent, printableResult } from './printable.ts';
import { requestOf, takePlace } from './place.ts';
import { bestEpochWords, sizeWords, testWords } from './trained-words.ts';
import { createProgress } from './progress.ts';

const INTERRUPTED = 130;
const EXIT_CODES: Readonly<Record<string, number>> = { finished: 0, interrupted: INTERRUPTED };

/** How a run ended that a command stayed with. */
export interface Attended {
  /** With what the program ends. */
  readonly code: number;
  readonly summary: RunSummary;
  /** What the closing line tells scripts. */
  readonly outcome: object;
  /** Whether somebody asked it to stop, even if it was finished by then. */
  readonly wasStopped: boolean;
}

/** How a command stays with a run. */
export interface AttendOptions {
  /** The number of the first event to show. */
  readonly from: number;
  /** Whether to start although another run computes on the device; by default it waits. */
  readonly beside?: boolean | undefined;
}

/**
 * Launches a run, as soon as the device is free, and stays with it until it ends: its events go to stdout as JSON lines where
 * these are wanted, its progress to stderr. Ctrl-C asks the run to save itself and stop; a second one ends it at once.
 */
export async function launchAndAttend(
  cli: Cli,
  run: StoredRun,
  { from, beside = false }: AttendOptions,
): Promise<Attended> {
  const { host, output } = cli;
  output.message(`Run ${run.id}: ${run.record.title}, seed ${run.record.seed}`);
  const place = await takePlace(cli, requestOf(run), beside);
  if (place === null) return leftWaiting(cli, run);
  try {
    await checkToBegin(host, run);
    return await attend(cli, { run, from, launched: await host.launch(run, place) });
  } finally {
    await place.release();
  }
}

/** While it waited it may have been removed, or somebody else has computed it. @throws AppError `runs/not-found`, `runs/...` */
async function checkToBegin({ store }: Cli['host'], { id }: StoredRun): Promise<void> {
  const { state } = await summarize(await store.find(id));
  if (state === 'finished') throw runsError('runs/not-resumable', { run: id });
  if (isUnderWay(state)) throw runsError('runs/under-way', { run: id });
}

interface Attending {
  readonly run: StoredRun;
  readonly from: number;
  readonly launched: LaunchedRun;
}

async function attend({ output }: Cli, { run, from, launched }: Attending): Promise<Attended> {
  const signals = stopOnSignals(launched, output);
  const progress = createProgress(output);
  const settled = new AbortController();
  const ended = launched.ended
    .then((exit) => settle(run, exit, signals.hasKilled()))
    .finally(() => settled.abort());
  let problem: Extract<RunEvent, { type: 'state' }> | null = null;
  try {
    for await (const event of followEvents(run, { from, until: settled.signal })) {
      output.line(printableEvent(event));
      progress.show(event);
      problem = event.type === 'state' ? event : problem;
    }
    await ended;
  } finally {
    progress.end();
    signals.remove();
  }
  const summary = await summarize(run);
  const failure =
    summary.problem === null ? null : { code: problem?.code ?? 'runs/lost', message: summary.problem };
  if (failure !== null) output.message(`dartboard: ${failure.message}`);
  const last = { ...(await outcome(run, summary)), ...(failure === null ? {} : { error: failure }) };
  output.result(last, () => words(run, summary));
  const code = EXIT_CODES[summary.state] ?? 1;
  return { code, summary, outcome: last, wasStopped: signals.wasAsked() };
}

/** Nobody waits any more for the device: the run stays as it is, and can be begun later. */
async function leftWaiting({ output }: Cli, run: StoredRun): Promise<Attended> {
  const summary = await summarize(run);
  const last = await outcome(run, summary);
  output.result(last, () => `Nothing was computed. Begin with: dartboard runs resume ${run.id}`);
  return { code: INTERRUPTED, summary, outcome: last, wasStopped: true };
}

interface SignalHandlers {
  remove(): void;
  /** Whether the run was asked to stop. */
  wasAsked(): boolean;
  /** Whether the run was ended at once. */
  hasKilled(): boolean;
}

function stopOnSignals(launched: LaunchedRun, { message }: Output): SignalHandlers {
  let isStopping = false;
  let hasKilled = false;
  const onSignal = (): void => {
    if (isStopping) {
      message('Ending the run at once; it can be resumed from its last checkpoint.');
      hasKilled = true;
      process.kill(launched.pid, 'SIGKILL');
      return;
    }
    isStopping = true;
    message('Stopping after the present step, with a checkpoint. Ctrl-C again ends the run at once.');
    launched.stop();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    remove() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
    wasAsked: () => isStopping,
    hasKilled: () => hasKilled,
  };
}

/** The last line that scripts read. */
async function outcome(run: StoredRun, summary: RunSummary): Promise<object> {
  const { record, id, paths } = run;
  const { checkpoint } = await newestCheckpoint(paths.checkpoints);
  return {
    run: id,
    kind: record.kind,
    state: summary.state,
    ...(record.genotype === null ? {} : { genotype: architectureToFile(record.genotype) }),
    ...(summary.result === null ? {} : printableResult(summary.result)),
    preset: record.preset,
    data: record.data.name,
    seed: record.seed,
    step: summary.step,
    steps: summary.steps,
    weightsSha256: checkpoint === null ? null : weightsSha256(checkpoint.snapshot),
    folder: paths.folder,
  };
}

function words({ id }: StoredRun, { state, result, step }: RunSummary): string {
  if (state === 'interrupted') return `Stopped at step ${step}. Go on with: dartboard runs resume ${id}`;
  if (result === null) return `The run ${id} is kept. Look at it with: dartboard runs show ${id}`;
  if (result.kind === 'search') {
    return `${printArchitecture(result.genotype)}\nTrain it with: dartboard train --from ${id}`;
  }
  const best = bestEpochWords(result);
  const bestLine = best === null ? '' : `\n${best.by.replace(/^b/, 'B')}: ${best.words}`;
  return `Test ${testWords(result)}; ${sizeWords(result)}${bestLine}`;
}
