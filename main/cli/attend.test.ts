import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../test/support/cli.ts';
import type { Called } from '../../test/support/cli.ts';
import { arithmeticPlan, bundleSupport, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { summarize } from '../runs/index.ts';
import type { RunPlan, StoredRun } from '../runs/index.ts';
import type { Host } from './host.ts';
import { LAUNCHERS } from '../runs/index.ts';

// The whole way of a command, with a trainer that computes arithmetic in place of a network.
let home: TestHome;
let entry: string;
beforeAll(async () => {
  home = await testHome();
  entry = await bundleSupport('arithmetic-trainer.ts', home.folder);
});
afterAll(() => home.dispose());

const arithmetic =
  (plan: RunPlan) =>
  (host: Host): Host => ({
    ...host,
    create: () => host.store.create(plan),
    launch: (run) =>
      LAUNCHERS.local.launch({ run, entry, env: { ...process.env, DARTBOARD_HOME: home.folder } }),
  });
const dartboard = (plan: RunPlan, ...argv: string[]): Promise<Called> =>
  call(argv, home.folder, arithmetic(plan));
const search = (plan: RunPlan): Promise<Called> => dartboard(plan, 'search', '--preset', 'tiny', '--json');
const latest = (): Promise<StoredRun> => home.store.find('latest');

async function stopAfter(step: number, signal: 'SIGINT' | 'SIGTERM', times = 1): Promise<void> {
  await expect
    .poll(async () => (await summarize(await latest())).step, { timeout: 10_000 })
    .toBeGreaterThanOrEqual(step);
  for (let i = 0; i < times; i++) {
    process.emit(signal);
    await sleep(1);
  }
}

describe('a command that makes a run', () => {
  it('tells every event and closes with the result', async () => {
    const { code, lines, stderr } = await search(arithmeticPlan());
    expect(code).toBe(0);
    expect(lines.slice(0, -1).map(({ seq }) => seq)).toEqual(lines.slice(0, -1).map((_, i) => i));
    expect(lines.find(({ type }) => type === 'alphas')).toMatchObject({
      alphas: { alphas_normal: expect.any(Array), alphas_reduce: expect.any(Array) },
      genotype: { normal: expect.any(Array), reduce_concat: expect.any(Array) },
    });
    const run = await latest();
    expect(lines.at(-1)).toMatchObject({
      run: run.id,
      kind: 'search',
      state: 'finished',
      genotype: { normal_concat: [2, 3, 4, 5] },
      alphas: { alphas_normal: expect.any(Array) },
      seed: 1,
      step: 12,
      steps: 12,
      weightsSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      folder: run.paths.folder,
    });
    expect(stderr).toMatch(/epoch 3\/3: training loss \d\.\d{4} accuracy 50\.0%/);
    const shown = await dartboard(arithmeticPlan(), 'runs', 'show', run.id.slice(0, 20), '--json');
    expect(shown.lines[0]).toMatchObject({
      run: run.id,
      weightsSha256: lines.at(-1)?.['weightsSha256'],
      record: { seed: 1 },
    });
    const words = await dartboard(arithmeticPlan(), 'runs', 'show', 'latest');
    expect(words.stdout).toContain(String(lines.at(-1)?.['weightsSha256']));
  });

  it('says in one sentence why a run failed', async () => {
    const { code, lines, stderr } = await search(arithmeticPlan({ divergesAt: 6 }));
    expect(code).toBe(1);
    expect(stderr.match(/The loss became NaN/g)).toHaveLength(1);
    expect(stderr.match(/^dartboard: .*$/gm)).toEqual([
      expect.stringMatching(/^dartboard: The loss became NaN at step 6 \(epoch 1\)\. /),
    ]);
    expect(lines.at(-1)).toMatchObject({ state: 'failed', error: { code: 'runs/diverged' } });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'stops on %s with a checkpoint, and resume ends with the same bits',
    async (signal) => {
      const plan = arithmeticPlan({ epochs: 30, pauseMs: 10 });
      const whole = await search({ ...plan, config: { ...plan.config, pauseMs: 0 } });
      const [stopped] = await Promise.all([search(plan), sleep(50).then(() => stopAfter(5, signal))]);
      expect(stopped.code).toBe(130);
      expect(stopped.lines.at(-1)).toMatchObject({ state: 'interrupted' });
      const resumed = await dartboard(plan, 'runs', 'resume', 'latest', '--json');
      expect(resumed.code).toBe(0);
      expect(resumed.lines[0]).toMatchObject({ type: 'state', state: 'starting' });
      expect(resumed.lines.at(-1)?.['weightsSha256']).toBe(whole.lines.at(-1)?.['weightsSha256']);
      expect(await dartboard(plan, 'runs', 'resume', 'latest')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('nothing left to resume'),
      });
    },
  );

  it('tells when its trainer was killed, and can go on', async () => {
    const plan = arithmeticPlan({ epochs: 200, pauseMs: 10 });
    const [killed] = await Promise.all([search(plan), sleep(50).then(() => stopAfter(9, 'SIGINT', 2))]);
    // Whether the second Ctrl-C came before the trainer had stopped by itself is a matter of milliseconds.
    expect([1, 130]).toContain(killed.code);
    if (killed.code === 1)
      expect(killed.lines.at(-1)).toMatchObject({ state: 'lost', error: { code: 'runs/lost' } });
    const going = dartboard(plan, 'runs', 'resume', 'latest', '--json');
    await sleep(50);
    await stopAfter(10, 'SIGTERM');
    expect((await going).code).toBe(130);
  });
});

describe('dartboard runs', () => {
  it('lists, stops and removes', async () => {
    const plan = arithmeticPlan({ epochs: 500, pauseMs: 10 });
    const going = search(plan);
    await sleep(50);
    await expect
      .poll(async () => (await summarize(await latest())).state, { timeout: 10_000 })
      .toBe('running');
    const { id } = await latest();
    expect(await dartboard(plan, 'runs', 'resume', id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is running already'),
    });
    expect(await dartboard(plan, 'runs', 'remove', id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is in use by process'),
    });
    expect((await dartboard(plan, 'runs', 'save', id, '--json')).lines).toMatchObject([
      { run: id, state: 'running', checkpoint: expect.any(Number) },
    ]);
    expect((await dartboard(plan, 'runs', 'stop', id, '--json')).lines).toMatchObject([
      { run: id, state: 'interrupted' },
    ]);
    expect((await going).code).toBe(130);
    expect(await dartboard(plan, 'runs', 'stop', id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not running'),
    });
    const listed = await dartboard(plan, 'runs', 'list', '--json');
    expect(listed.lines[0]).toMatchObject({
      runs: expect.arrayContaining([expect.objectContaining({ run: id, state: 'interrupted' })]),
    });
    expect((await dartboard(plan, 'runs', 'list')).stdout).toContain(id);
    const removed = await dartboard(plan, 'runs', 'remove', id, '--json');
    expect(removed.lines[0]).toMatchObject({ run: id, sizeBytes: expect.any(Number) });
    expect((await dartboard(plan, 'runs', 'show', id)).code).toBe(1);
  });

  it('stops a run after its epoch', async () => {
    const plan = arithmeticPlan({ epochs: 500, stepsPerEpoch: 50, pauseMs: 2 });
    const going = search(plan);
    await expect
      .poll(async () => (await summarize(await latest())).state, { timeout: 10_000 })
      .toBe('running');
    const { id } = await latest();
    const asked = await dartboard(plan, 'runs', 'stop', id, '--after-epoch', '--json');
    expect(asked.lines).toMatchObject([{ run: id, state: 'running' }]);
    expect((await going).code).toBe(130);
    expect((await summarize(await latest())).step % 50).toBe(0);
  });

  it('evaluates finished trainings only', async () => {
    const { id } = await home.store.create(arithmeticPlan());
    expect(await dartboard(arithmeticPlan(), 'evaluate', id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is a search'),
    });
    const training = await home.store.create({ ...arithmeticPlan(), kind: 'train' });
    expect(await dartboard(arithmeticPlan(), 'evaluate', training.id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not finished (queued)'),
    });
  });
});
