/**
 * The process that finds out what a run would take: asked over its channel for one, it tells how far it is and what it found, and ends.
 * It ends too when whoever asked has gone.
 */
import { z } from 'zod';
import { LAUNCH_ESTIMATE } from '../api/index.ts';
import { AppError, messageOf } from '../base/errors.ts';
import { estimatePlan } from './estimate-run.ts';
import { createHost } from './host.ts';
import type { EstimatorMessage } from './serve/launch-estimates.ts';
import { requested } from './serve/requested.ts';

process.on('disconnect', () => process.exit(0));

const asked = z.object({ request: LAUNCH_ESTIMATE });

/** Resolves when it is on its way: this process ends right after the last of them. */
const say = (message: EstimatorMessage): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, () => resolve());
  });

async function estimate(message: unknown): Promise<EstimatorMessage> {
  const { request } = asked.parse(message);
  const host = createHost(process.env);
  const plan = await host.plan(requested(request.request));
  const { steps } = request;
  const found = await estimatePlan(plan, {
    places: host.places,
    steps,
    onStep: (step) => void say({ state: 'computing', step, steps }),
  });
  const { outlook, parameters, measured, stepsPerEpoch } = found;
  const totalSteps = stepsPerEpoch * Number(plan.config['epochs']);
  const stepSeconds = measured?.stepSeconds ?? null;
  return {
    state: 'done',
    estimate: {
      peakMemoryBytes: outlook.estimatedBytes,
      availableBytes: outlook.availableBytes,
      batch: outlook.batch,
      largestBatch: outlook.largestBatch,
      parameters,
      totalSteps,
      measured:
        measured === null
          ? null
          : {
              steps: measured.steps,
              stepSeconds,
              peakMemoryBytes: measured.peakMemoryBytes,
              totalSeconds: stepSeconds === null ? null : stepSeconds * totalSteps,
            },
    },
  };
}

process.once('message', (message) => {
  void estimate(message)
    .catch((error: unknown): EstimatorMessage => ({
      state: 'failed',
      code: error instanceof AppError ? error.code : 'internal',
      problem: messageOf(error),
    }))
    .then(say)
    // TensorFlow's threads do not end by themselves.
    .then(() => process.exit(0));
});
