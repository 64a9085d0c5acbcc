import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arithmeticPlan, bundleSupport, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import { createRng } from '../../base/rng.ts';
import { weightsSha256 } from '../checkpoint-file.ts';
import { newestCheckpoint } from '../checkpoints.ts';
import { lastBeat } from '../heartbeat.ts';
import type { LaunchedRun } from '../launcher.ts';
import { summarize } from '../summary.ts';
import type { StoredRun } from '../summary.ts';
import { requestStop } from '../requests.ts';
import { settle } from '../settle.ts';
import { followEvents, readEvents } from '../supervise.ts';
import { local } from './local.ts';

let home: TestHome;
let entry: string;
beforeAll(async () => {
  home = await testHome();
  entry = await bundleSupport('arithmetic-trainer.ts', home.folder);
});
afterAll(() => home.dispose());

const env = (): NodeJS.ProcessEnv => ({ ...process.env, DARTBOARD_HOME: home.folder });
const launch = (run: StoredRun): Promise<LaunchedRun> => local.launch({ run, entry, env: env() });
const isAtStep = (run: StoredRun, step: number): Promise<void> =>
  expect.poll(async () => (await summarize(run)).step, { timeout: 10_000 }).toBeGreaterThanOrEqual(step);
const never = new AbortController().signal;

describe('the local launcher', () => {
  it('runs a trainer to its end, whose events are followed as they come', async () => {
    const run = await home.store.create(arithmeticPlan({ epochs: 2, pauseMs: 150 }));
    const launched = await launch(run);
    const types: string[] = [];
    let atFirstStep = 'nothing yet';
    for await (const event of followEvents(run, { from: 1, until: never })) {
      types.push(event.type === 'state' ? event.state : event.type);
      if (types.filter((type) => type === 'step').length === 1) atFirstStep = (await summarize(run)).state;
      if (types.at(-1) === 'finished') break;
    }
    expect(atFirstStep).toBe('running');
    expect(types.slice(0, 3)).toEqual(['starting', 'engine', 'running']);
    expect(types.filter((type) => type === 'step')).toHaveLength(8);
    expect(await launched.ended).toEqual({ code: 0, signal: null });
    expect(await settle(run, await launched.ended)).toBe('finished');
  });

  it('stops a trainer that it launched, and one that somebody else did', async () => {
    for (const stop of [
      (launched: LaunchedRun) => launched.stop(),
      (_: LaunchedRun, run: StoredRun) => requestStop(run),
    ]) {
      const run = await home.store.create(arithmeticPlan({ epochs: 1000, pauseMs: 5 }));
      const launched = await launch(run);
      await isAtStep(run, 2);
      await stop(launched, run);
      await launched.ended;
      const summary = await summarize(run);
      expect(summary.state).toBe('interrupted');
      expect((await newestCheckpoint(run.paths.checkpoints)).checkpoint?.snapshot.step).toBe(summary.step);
    }
  });

  it('leaves a trainer behind that goes on alone', async () => {
    const run = await home.store.create(arithmeticPlan({ epochs: 20, pauseMs: 5 }));
    const launched = await launch(run);
    launched.leave();
    await isAtStep(run, 2);
    expect(lastBeat(run.paths.heartbeat)?.mark.pid).toBe(launched.pid);
    await expect.poll(async () => (await summarize(run)).state, { timeout: 20_000 }).toBe('finished');
  });

  it('tells of a trainer that ends without a word', async () => {
    const run = await home.store.create(arithmeticPlan());
    const launched = await local.launch({ run, entry: `${entry}.none`, env: env() });
    expect(await settle(run, await launched.ended)).toBe('lost');
    expect((await summarize(run)).problem).toMatch(
      /ended with exit code 1; what it printed is in .*trainer\.log\./,
    );
  });
});

describe('a trainer killed at random moments', () => {
  // Long enough that twenty lives, each of a few dozen steps, do not reach the end on a fast machine.
  const plan = arithmeticPlan({ epochs: 250, stepsPerEpoch: 3, size: 5_000, pauseMs: 1 });
  const losses = async (run: StoredRun): Promise<readonly (readonly [number, number])[]> =>
    (await readEvents(run)).events.flatMap((event) =>
      event.type === 'step' ? [[event.step, event.train.loss] as const] : [],
    );
  const sha256 = async (run: StoredRun): Promise<string> => {
    const { checkpoint, problems } = await newestCheckpoint(run.paths.checkpoints);
    expect(problems).toEqual([]);
    return checkpoint === null ? 'none' : weightsSha256(checkpoint.snapshot);
  };

  it('never leaves a corrupt store, and ends with the bits of a run that nobody killed', async () => {
    const whole = await home.store.create(plan);
    expect((await (await launch(whole)).ended).code).toBe(0);
    const run = await home.store.create(plan);
    const rng = createRng(1, 'kills');
    let kills = 0;
    while (kills < 20) {
      const launched = await launch(run);
      const before = (await summarize(run)).step;
      // Some die while they start, the others while they write events and checkpoints.
      if (rng.uniform() > 0.2)
        await expect
          .poll(async () => (await summarize(run)).step, { interval: 5, timeout: 10_000 })
          .not.toBe(before);
      await sleep(rng.uniform() * 40);
      process.kill(launched.pid, 'SIGKILL');
      const exit = await launched.ended;
      if (exit.code === 0) break;
      kills++;
      const { runs, problems } = await home.store.list();
      expect(problems).toEqual([]);
      expect(['lost', 'queued']).toContain(runs.find((one) => one.run === run.id)?.state);
      const { problems: damaged } = await readEvents(run);
      expect(damaged).toEqual([]);
      const { checkpoint, problems: bad } = await newestCheckpoint(run.paths.checkpoints);
      expect(bad).toEqual([]);
      const told = (await readEvents(run)).events.filter((event) => event.type === 'step').at(-1)?.step ?? 0;
      expect(told - (checkpoint?.snapshot.step ?? 0)).toBeLessThanOrEqual(3);
      await settle(run, exit);
    }
    expect(kills).toBeGreaterThanOrEqual(15);
    expect((await (await launch(run)).ended).code).toBe(0);
    expect(await losses(run)).toEqual(await losses(whole));
    expect(await sha256(run)).toBe(await sha256(whole));
    expect((await readdir(run.paths.checkpoints)).filter((name) => name.endsWith('.damaged'))).toEqual([]);
  }, 120_000);
});
