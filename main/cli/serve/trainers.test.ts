import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { arithmeticPlan, bundleSupport, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import { LAUNCHERS, summarize } from '../../runs/index.ts';
import type { QueueList, RunPlan } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { createHost } from '../host.ts';
import type { Host } from '../host.ts';
import { createOutput } from '../output.ts';
import { workOnSample } from './sample.ts';
import type { SampleOptions } from './sample.ts';
import { createServices } from './services.ts';
import type { ServedHost } from './services.ts';

// The host of a workbench, with trainers that compute arithmetic in place of a network.
let support: TestHome;
let entry: string;
beforeAll(async () => {
  support = await testHome();
  entry = await bundleSupport('arithmetic-trainer.ts', support.folder);
}, 60_000);
afterAll(() => support.dispose());

let home: TestHome;
let host: Host;
let served: ServedHost;
const problems: string[] = [];
beforeEach(async () => {
  home = await testHome();
  served = serve(arithmeticPlan({ epochs: 2000, stepsPerEpoch: 4, pauseMs: 5 }));
});
afterEach(async () => {
  await served.stopTrainers();
  served.leave();
  await home.dispose();
  expect(problems).toEqual([]);
});

function serve(plan: RunPlan): ServedHost {
  const env = { ...process.env, DARTBOARD_HOME: home.folder };
  host = createHost(env);
  return createServices({
    env,
    onProblem: (problem) => problems.push(problem),
    host: {
      ...host,
      create: async ({ seed }) => host.store.create({ ...plan, seed: seed ?? plan.seed }),
      launch: (run, place) =>
        LAUNCHERS.local.launch({ run, entry, env, onStarted: (pid) => place.handOver(pid) }),
    },
  });
}

const start = (seed: number): Promise<string> =>
  served.services.launch.start({ kind: 'search', preset: 'tiny', data: null, seed });
const stateOf = async (run: string): Promise<string> => (await summarize(await home.store.find(run))).state;
const becomes = (run: string, state: string): Promise<void> =>
  expect.poll(() => stateOf(run), { timeout: 15_000 }).toBe(state);

describe('the runs of a workbench', () => {
  it('start at once where the device is free; others wait in the queue and begin by themselves', async () => {
    const lists: QueueList[] = [];
    const end = served.services.queue.listen((list) => lists.push(list));
    const first = await start(1);
    await becomes(first, 'running');
    const second = await start(2);
    expect(await stateOf(second)).toBe('queued');
    await expect
      .poll(() => lists.at(-1)?.jobs.map(({ job }) => [job.id, job.state]))
      .toEqual([[second, 'waiting']]);
    await served.services.launch.stop(first, 'step');
    await becomes(second, 'running');
    expect(await stateOf(first)).toBe('interrupted');
    await expect.poll(() => lists.at(-1)?.jobs[0]?.job.state, { timeout: 5000 }).toBe('running');
    end();
    // It waits again at the end of the workbench, and goes on at its next start.
    await served.stopTrainers();
    expect(await stateOf(second)).toBe('interrupted');
    expect((await served.services.queue.list()).jobs[0]?.job).toMatchObject({ id: second, state: 'waiting' });
  }, 60_000);

  it('are taken from the queue when they are stopped before they begin, and resumed into it', async () => {
    const first = await start(1);
    await becomes(first, 'running');
    const second = await start(2);
    await served.services.launch.stop(second, 'step');
    expect(await stateOf(second)).toBe('interrupted');
    expect((await served.services.queue.list()).jobs[0]?.job.state).toBe('cancelled');
    await served.services.launch.resume(second);
    expect((await served.services.queue.list()).jobs[0]?.job.state).toBe('waiting');
    await expect(served.services.launch.resume(second)).rejects.toMatchObject({
      code: 'runs/queued-already',
    });
  }, 60_000);

  it('of the sample project wait in the queue for the device, and have their turn at the next start', async () => {
    const first = await start(1);
    await becomes(first, 'running');
    const begin = async (begin: SampleOptions['begin'], until: AbortSignal): Promise<string[]> => {
      const told: string[] = [];
      const message = (text: string): void => void told.push(text);
      const cli: Cli = { env: process.env, host, output: { ...createOutput([]), message } };
      const outcome = await workOnSample(cli, served.services, { preset: 'quick', begin, until });
      return [...told, outcome];
    };
    const waits = (): Promise<void> => sleep(1500);
    const left = new AbortController();
    const work = begin('first-time', left.signal);
    await waits();
    left.abort();
    const told = await work;
    expect(told).toContainEqual(
      `It waits in the queue: the device computes ${first} now. It begins by itself in its turn.`,
    );
    expect(told.at(-1)).toBe('interrupted');
    const [waiting] = (await served.services.queue.list()).jobs;
    expect(waiting?.job.state).toBe('waiting');
    // The next start finds it there; the device is still taken.
    const again = new AbortController();
    const next = begin('when-finished', again.signal);
    await waits();
    await served.services.launch.stop(first, 'step');
    await becomes(waiting?.job.id ?? '', 'running');
    again.abort();
    expect((await next).at(-1)).toBe('interrupted');
    await served.stopTrainers();
    expect((await served.services.queue.list()).jobs[0]?.job.state).toBe('waiting');
  }, 60_000);

  it('that waited in the queue and are begun outside it wait again at the end of the workbench', async () => {
    const { queue, launch } = served.services;
    await queue.steer({ action: 'pause' });
    const usual = { priority: 0, after: [], retries: 0 };
    const run = await queue.add({ kind: 'search', preset: 'tiny', data: null, seed: 3 }, usual);
    await launch.resume(run);
    await becomes(run, 'running');
    await queue.steer({ action: 'resume' });
    await expect.poll(async () => (await queue.list()).jobs[0]?.job.state, { timeout: 5000 }).toBe('running');
    await served.stopTrainers();
    expect((await queue.list()).jobs[0]?.job.state).toBe('waiting');
  }, 60_000);

  it('can be queued with what they wait for, and steered', async () => {
    const { queue } = served.services;
    await queue.steer({ action: 'pause' });
    const usual = { priority: 0, after: [], retries: 0 };
    const search = await queue.add({ kind: 'search', preset: 'tiny', data: null, seed: 3 }, usual);
    const next = await queue.add(
      { kind: 'search', preset: 'tiny', data: null, seed: 4 },
      { ...usual, after: [search], priority: 1 },
    );
    const { jobs, paused } = await queue.list();
    expect(paused).toBe(true);
    expect(jobs.map(({ job, waitsFor }) => [job.id, waitsFor])).toEqual([
      [next, `it waits for ${search}`],
      [search, 'the queue is paused'],
    ]);
    await queue.steer({ action: 'cancel', job: search });
    expect((await queue.list()).jobs[0]?.waitsFor).toMatch(/was stopped/);
    await expect(queue.steer({ action: 'hold', job: 'zz' })).rejects.toMatchObject({ code: 'runs/no-job' });
  }, 60_000);
});
