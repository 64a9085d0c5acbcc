/**
 * The process that computes one run: `trainer.js RUN`. Everything it says goes into the run's folder, so it neither needs nor
 * misses the process that started it.
 */
import project from '../../package.json' with { type: 'json' };
import { assertNever } from '../base/assert.ts';
import { homePaths, openStore, runToEnd, SYSTEM_CLOCK } from '../runs/index.ts';
import type { TrainerEnd } from '../runs/index.ts';
import { exitCodeOf } from './errors.ts';
import { createOutput, tellFailure } from './output.ts';
import { findPlaces } from './places.ts';
import { prepareRun } from './prepare-run.ts';

const output = createOutput([]);
const stop = new AbortController();
// Before anything slow: a request to stop may come while TensorFlow loads.
process.on('SIGINT', () => stop.abort());
process.on('SIGTERM', () => stop.abort());
process.on('message', () => stop.abort());

// On a full disk nothing can be printed, and that alone is no reason to end: what matters goes into the run's own files.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

/** Rejects with the first error that nobody waits for: the run ends with it, and its stack is among what the process printed. */
const failure = new Promise<never>((_, reject) => {
  const onFailure = (error: unknown): void => {
    output.message(error instanceof Error ? (error.stack ?? error.message) : String(error));
    reject(error instanceof Error ? error : new Error(String(error)));
  };
  process.on('uncaughtException', onFailure);
  process.on('unhandledRejection', onFailure);
});
// It is waited for once the run is open.
failure.catch(() => undefined);

function exitCode(end: TrainerEnd): number {
  switch (end.state) {
    case 'finished':
      return 0;
    case 'interrupted':
      return 130;
    case 'failed':
      tellFailure(output, end.error);
      return exitCodeOf(end.error);
    default:
      return assertNever(end);
  }
}

async function main(): Promise<number> {
  const places = findPlaces(process.env);
  const { watchThread: thread, hangMinutes } = places;
  const run = await openStore(homePaths()).find(process.argv[2] ?? '');
  const end = await runToEnd({
    run,
    prepare: (opened, restore, onProgress) =>
      prepareRun(opened, restore, { places, version: project.version, onProgress }),
    stop: stop.signal,
    clock: SYSTEM_CLOCK,
    watch: { thread, hangMinutes, onProblem: output.message },
    failure,
  });
  return exitCode(end);
}

try {
  // TensorFlow's threads do not end by themselves.
  process.exit(await main());
} catch (error) {
  tellFailure(output, error);
  process.exit(exitCodeOf(error));
}
