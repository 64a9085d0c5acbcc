/**
 * The process of an evaluation that was queued: `evaluator.js RUN JOB`. What it finds goes into the run's folder and how it ended
 * into the queue, so it neither needs nor misses the process that started it.
 */
import project from '../../package.json' with { type: 'json' };
import { messageOf } from '../base/errors.ts';
import {
  endEvaluation,
  findJob,
  forgetProgress,
  homePaths,
  openQueue,
  openStore,
  runsError,
  tellProgress,
} from '../runs/index.ts';
import type { EvaluationProgress } from '../runs/index.ts';
import { exitCodeOf } from './errors.ts';
import { evaluateRuns, keepFound } from './evaluate-run.ts';
import { createOutput, tellFailure } from './output.ts';
import { findPlaces } from './places.ts';

const output = createOutput([]);
const PROGRESS_MS = 200;

async function evaluate(reference: string, id: string): Promise<void> {
  const home = homePaths();
  const run = await openStore(home).find(reference);
  const { jobs } = await openQueue(home).read();
  const { data } = findJob(jobs, id);
  const context = { places: findPlaces(process.env), version: project.version, data, note: output.message };
  let told = 0;
  const onProgress = (progress: EvaluationProgress): void => {
    const now = performance.now();
    if (now - told < PROGRESS_MS) return;
    told = now;
    // Of no consequence where it cannot be written: whatever counts is written at the end.
    tellProgress(run.paths, id, progress).catch((error: unknown) => output.message(messageOf(error)));
  };
  try {
    for await (const { stored, predicted } of evaluateRuns([run], { ...context, onProgress })) {
      await keepFound(run, { stored: { ...stored, id }, predicted });
    }
  } finally {
    await forgetProgress(run.paths, id);
  }
}

async function main(): Promise<number> {
  const [, , run = '', id = ''] = process.argv;
  if (id === '') throw runsError('runs/no-job', { reference: id });
  const queue = openQueue(homePaths());
  try {
    await evaluate(run, id);
  } catch (error) {
    tellFailure(output, error);
    await endEvaluation(queue, id, messageOf(error));
    return exitCodeOf(error);
  }
  await endEvaluation(queue, id, null);
  return 0;
}

try {
  // TensorFlow's threads do not end by themselves.
  process.exit(await main());
} catch (error) {
  tellFailure(output, error);
  process.exit(exitCodeOf(error));
}
