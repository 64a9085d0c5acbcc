import { readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arithmeticLoop, isStep, prepareArithmetic, watched } from '../../test/support/arithmetic-loop.ts';
import type { ArithmeticOptions } from '../../test/support/arithmetic-loop.ts';
import { arithmeticPlan, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { AppError } from '../base/errors.ts';
import { weightsSha256 } from './checkpoint-file.ts';
import { newestCheckpoint } from './checkpoints.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import type { RunEvent } from './events.ts';
import { summarize } from './summary.ts';
import type { StoredRun } from './summary.ts';
import { requestStop } from './requests.ts';
import { readEvents } from './supervise.ts';
import { runToEnd } from './trainer.ts';
import type { TrainerEnd, TrainerOptions } from './trainer.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const never = new AbortController().signal;

async function train(run: StoredRun, options: Partial<TrainerOptions> = {}): Promise<TrainerEnd> {
  const fresh = await home.store.find(run.id);
  return runToEnd({ run: fresh, prepare: prepareArithmetic, stop: never, clock: SYSTEM_CLOCK, ...options });
}
const create = (options: Partial<ArithmeticOptions> = {}): Promise<StoredRun> =>
  home.store.create(arithmeticPlan(options));

const told = async (run: StoredRun): Promise<readonly RunEvent[]> => (await readEvents(run)).events;
const losses = (events: readonly RunEvent[]): (readonly [number, number])[] =>
  events.flatMap((event) => (event.type === 'step' ? [[event.step, event.train.loss] as const] : []));
const hash = async (run: StoredRun): Promise<string> => {
  const { checkpoint } = await newestCheckpoint(run.paths.checkpoints);
  return checkpoint === null ? 'none' : weightsSha256(checkpoint.snapshot);
};

describe('a trainer', () => {
  it('tells everything in order, keeps the last checkpoints, that of the first of equally good epochs, and the result', async () => {
    const run = await create();
    expect(await train(run)).toEqual({ state: 'finished' });
    const events = await told(run);
    const epoch = ['step', 'step', 'step', 'step', 'epoch', 'alphas', 'checkpoint'];
    expect(events.map((event) => (event.type === 'state' ? event.state : event.type))).toEqual([
      'queued',
      'starting',
      'engine',
      'running',
      'alphas',
      ...epoch,
      ...epoch,
      ...epoch,
      'result',
      'finished',
    ]);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i));
    expect(events.flatMap((event) => (event.type === 'alphas' ? [event.epoch] : []))).toEqual([0, 1, 2, 3]);
    expect((await readdir(run.paths.checkpoints)).sort()).toEqual(['12.ckpt', '4.ckpt', '8.ckpt']);
    expect((await readdir(run.paths.folder)).filter((name) => name.startsWith('lock'))).toEqual([]);
    const summary = await summarize(run);
    expect(summary).toMatchObject({ state: 'finished', step: 12, steps: 12, result: { kind: 'search' } });
    expect(JSON.parse(await readFile(run.paths.result, 'utf8'))).toEqual(summary.result);
    expect((await home.store.find(run.id)).record.starts).toMatchObject([
      { fromStep: 0, environment: { app: 'test' } },
    ]);
    await expect(train(run)).rejects.toMatchObject({ code: 'runs/not-resumable' });
  });

  it('measures the time of a step', async () => {
    let seconds = 0;
    const run = await create({ epochs: 1 });
    const prepare = watched(() => (seconds += 0.25));
    await train(run, { prepare, clock: { now: Date.now, seconds: () => seconds } });
    const steps = (await told(run)).filter((event) => event.type === 'step');
    expect(steps.map((event) => event.seconds)).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it.each(['signal', 'file'])('stopped by a %s after any step goes on to the same bits', async (way) => {
    const whole = await create();
    await train(whole);
    for (let stopAt = 1; stopAt <= 12; stopAt++) {
      const run = await create();
      const stop = new AbortController();
      const prepare = watched(async (event) => {
        if (!isStep(event, stopAt)) return;
        if (way === 'signal') stop.abort();
        else await requestStop(run);
      });
      expect(await train(run, { prepare, stop: stop.signal })).toEqual({ state: 'interrupted' });
      expect(await summarize(run)).toMatchObject({ state: 'interrupted', step: stopAt, problem: null });
      expect(await train(run)).toEqual({ state: 'finished' });
      const events = await told(run);
      expect(losses(events)).toEqual(losses(await told(whole)));
      expect(events).toContainEqual(
        expect.objectContaining({ message: `resumed from step ${stopAt}`, resumedFrom: stopAt }),
      );
      expect(await hash(run)).toBe(await hash(whole));
      expect((await home.store.find(run.id)).record.starts.map(({ fromStep }) => fromStep)).toEqual([
        0,
        stopAt,
      ]);
    }
  });

  it('that was asked to stop before it began can begin later', async () => {
    const run = await create();
    const stop = AbortSignal.abort();
    expect(await train(run, { stop })).toEqual({ state: 'interrupted' });
    expect(await train(run)).toEqual({ state: 'finished' });
    expect(losses(await told(run))).toHaveLength(12);
  });

  it('gives up on a loss that is no number, and keeps what there was before', async () => {
    const run = await create({ divergesAt: 6 });
    const end = await train(run);
    expect(end).toMatchObject({ state: 'failed', error: { code: 'runs/diverged' } });
    const problem =
      'The loss became NaN at step 6 (epoch 1). The run is kept; its last checkpoint is step 4 (epoch 0). Resumed, it would end the same: fork it from there with a lower learning rate or stronger gradient clipping.';
    expect(await summarize(run)).toMatchObject({ state: 'failed', problem, step: 5 });
    expect(losses(await told(run))).toHaveLength(5);
    expect((await newestCheckpoint(run.paths.checkpoints)).checkpoint?.snapshot.step).toBe(4);
    expect((await told(run)).at(-1)).toMatchObject({ code: 'runs/diverged' });
    // A second attempt says the same, of the same checkpoint.
    await train(run);
    expect(await summarize(run)).toMatchObject({ state: 'failed', problem });
  });

  it('says so when there is no checkpoint yet', async () => {
    const run = await create({ divergesAt: 1 });
    await train(run);
    expect((await summarize(run)).problem).toContain('it has no checkpoint yet');
  });

  it('fails with the sentence of whatever went wrong, and can be resumed', async () => {
    const run = await create();
    const prepare = watched((event) => {
      if (isStep(event, 7)) throw new AppError('engine/execution-failed', 'It cannot be computed.');
    });
    expect(await train(run, { prepare })).toMatchObject({ state: 'failed' });
    expect(await summarize(run)).toMatchObject({
      state: 'failed',
      step: 6,
      problem: 'It cannot be computed.',
    });
    expect(await train(run)).toEqual({ state: 'finished' });
    expect(losses(await told(run)).map(([step]) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const fails = async (): Promise<never> => Promise.reject(new Error('no engine'));
    const other = await create();
    expect(await train(other, { prepare: fails })).toMatchObject({ state: 'failed' });
    expect((await summarize(other)).problem).toBe('no engine');
  });

  it('goes back to the checkpoint before a damaged one, and says so', async () => {
    const run = await create();
    const stop = new AbortController();
    await train(run, { prepare: watched((event) => isStep(event, 10) && stop.abort()), stop: stop.signal });
    await truncate(join(run.paths.checkpoints, '10.ckpt'), 200);
    expect(await train(run)).toEqual({ state: 'finished' });
    const events = await told(run);
    expect(events).toContainEqual(
      expect.objectContaining({
        state: 'starting',
        message: expect.stringMatching(/10\.ckpt is damaged: .* Going on from the one of step 8\.$/),
      }),
    );
    expect(losses(events).map(([step]) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('does not quietly begin anew when all checkpoints are damaged', async () => {
    const run = await create();
    const stop = new AbortController();
    await train(run, { prepare: watched((event) => isStep(event, 5) && stop.abort()), stop: stop.signal });
    for (const name of await readdir(run.paths.checkpoints))
      await writeFile(join(run.paths.checkpoints, name), 'x');
    expect(await train(run)).toMatchObject({ state: 'failed', error: { code: 'runs/damaged-checkpoints' } });
  });

  it('begins anew when it died before its first checkpoint, and the log shows one curve', async () => {
    const run = await create();
    await train(run, {
      prepare: watched((event) => {
        if (isStep(event, 3)) throw new Error('died');
      }),
    });
    await rm(run.paths.checkpoints, { recursive: true });
    expect(await train(run)).toEqual({ state: 'finished' });
    const events = await told(run);
    expect(losses(events)).toHaveLength(12);
    expect(events.flatMap((event) => (event.type === 'alphas' ? [event.epoch] : []))).toEqual([0, 1, 2, 3]);
  });
});

describe('the arithmetic loop of these tests', () => {
  it('depends on its seed', async () => {
    const options = { epochs: 1, stepsPerEpoch: 1, size: 4, divergesAt: null, pauseMs: 0 };
    const weights = async (seed: number): Promise<unknown> => {
      const loop = arithmeticLoop(options, seed, null);
      for await (const event of loop.events()) if (event.type === 'step') break;
      return (await loop.snapshot()).variables['weights.w'];
    };
    expect(await weights(1)).toEqual(await weights(1));
    expect(await weights(1)).not.toEqual(await weights(2));
  });
});
