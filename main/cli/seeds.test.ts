import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../../test/support/cli.ts';
import type { Called } from '../../test/support/cli.ts';
import { withArithmetic } from '../../test/support/arithmetic-host.ts';
import { arithmeticPlan, bundleSupport, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { summarize } from '../runs/index.ts';
import type { RunPlan } from '../runs/index.ts';
import type { Host } from './host.ts';

// The whole way of a command, with a trainer that computes arithmetic in place of a network.
let support: TestHome;
let entry: string;
let home: TestHome;
beforeAll(async () => {
  support = await testHome();
  entry = await bundleSupport('arithmetic-trainer.ts', support.folder);
});
afterAll(() => support.dispose());
beforeEach(async () => {
  home = await testHome();
  return () => home.dispose();
});

const arithmetic = (plan: RunPlan): ReturnType<typeof withArithmetic> =>
  withArithmetic({ entry, folder: home.folder }, plan);
const dartboard = (plan: RunPlan, ...argv: string[]): Promise<Called> =>
  call(argv, home.folder, arithmetic(plan));
const train = (plan: RunPlan, ...argv: string[]): Promise<Called> =>
  dartboard({ ...plan, kind: 'train' }, 'train', '--genotype', 'DARTS_V2', ...argv);

describe('--seeds', () => {
  it('makes a training for each and sums up', async () => {
    const { code, lines } = await train(arithmeticPlan(), '--seeds', '4, 0,2', '--json');
    expect(code).toBe(0);
    const [last, ...closing] = lines.filter((line) => 'runs' in line || 'weightsSha256' in line).reverse();
    expect(closing.reverse().map(({ seed, state }) => [seed, state])).toEqual([
      [4, 'finished'],
      [0, 'finished'],
      [2, 'finished'],
    ]);
    expect(last).toEqual({ runs: closing, summary: expect.any(Object) });
    const { n, accuracy, error } = last?.['summary'] as Record<string, Record<string, number>>;
    expect(n).toBe(3);
    // 0.54, 0.50 and 0.52.
    expect(accuracy?.['mean']).toBeCloseTo(0.52, 12);
    expect(accuracy?.['deviation']).toBeCloseTo(0.02, 12);
    expect(accuracy?.['median']).toBeCloseTo(0.52, 12);
    expect(accuracy?.['halfRange']).toBeCloseTo(0.02, 12);
    expect(error?.['mean']).toBeCloseTo(0.48, 12);
    const seeds = (await home.store.list()).runs.map(
      async ({ run }) => (await home.store.find(run)).record.seed,
    );
    expect(await Promise.all(seeds)).toEqual([2, 0, 4]);
  });

  it('trains with every seed what was asked for at the beginning, whatever happens meanwhile', async () => {
    const { id } = await home.store.create(arithmeticPlan());
    // A request for the cell of the latest run: after the first seed that is another.
    const ofLatest = async (host: Host): Promise<RunPlan> => ({
      ...arithmeticPlan(),
      kind: 'train',
      parent: { run: (await host.store.find('latest')).id, epoch: null },
    });
    const argv = ['train', '--from', 'latest', '--seeds', '0,1,2', '--json'];
    const { code } = await call(argv, home.folder, (host) => ({
      ...arithmetic(arithmeticPlan())(host),
      plan: () => ofLatest(host),
      create: async ({ seed }) => host.store.create({ ...(await ofLatest(host)), seed: seed ?? 0 }),
    }));
    expect(code).toBe(0);
    const runs = (await home.store.list()).runs.filter(({ run }) => run !== id);
    expect(runs.map(({ parent }) => parent)).toEqual([id, id, id]);
  });

  it('gives the cells of searches', async () => {
    const { code, lines } = await dartboard(
      arithmeticPlan(),
      ...['search', '--preset', 'tiny', '--seeds', '3,5', '--json'],
    );
    expect(code).toBe(0);
    const genotype = { normal: expect.any(Array), reduce_concat: expect.any(Array) };
    expect(lines.at(-1)).toMatchObject({
      runs: [
        { seed: 3, genotype },
        { seed: 5, genotype },
      ],
    });
    expect(lines.at(-1)).not.toHaveProperty('summary');
  });

  it('says in words what it says to scripts', async () => {
    const { stdout } = await train(arithmeticPlan(), '--seeds', '0,2');
    expect(stdout).toMatch(/2 runs +mean +deviation \(n - 1\) +median +half range\n/);
    expect(stdout).toMatch(/accuracy +51\.00% +1\.41% +51\.00% +1\.00%\n/);
  });

  it('stops with the present run and begins no other', async () => {
    const going = train(arithmeticPlan({ epochs: 500, pauseMs: 10 }), '--seeds', '1,2,3', '--json');
    const latestStep = async () => {
      const [latest] = (await home.store.list()).runs;
      return latest === undefined ? 0 : (await summarize(await home.store.find(latest.run))).step;
    };
    await expect.poll(latestStep, { timeout: 10_000 }).toBeGreaterThan(2);
    process.emit('SIGINT');
    await sleep(1);
    const { code, lines, stderr } = await going;
    expect(code).toBe(130);
    expect(stderr).toContain('Not begun: --seeds 2,3.');
    expect(lines.at(-1)).toMatchObject({ runs: [{ seed: 1, state: 'interrupted' }] });
    expect(lines.at(-1)).not.toHaveProperty('summary');
    expect((await home.store.list()).runs).toHaveLength(1);
  });

  it('ends with a run that fails', async () => {
    const { code, lines } = await train(arithmeticPlan({ divergesAt: 2 }), '--seeds', '1,2', '--json');
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatchObject({ runs: [{ seed: 1, state: 'failed' }] });
  });

  it.each([
    ['', /--seeds: expected a whole number from 0/],
    ['1,,2', /--seeds: expected a whole number from 0/],
    ['1,x', /--seeds: expected a whole number from 0/],
    ['1,2,1', /the seed 1 is named twice/],
  ])('refuses "%s"', async (seeds, sentence) => {
    const { code, stderr } = await train(arithmeticPlan(), `--seeds=${seeds}`);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^dartboard: [^\n]*\n$/);
  });

  it('refuses --seed beside it', async () => {
    const { code, stderr } = await train(arithmeticPlan(), '--seed', '1', '--seeds', '1,2');
    expect(code).toBe(2);
    expect(stderr).toBe('dartboard: Give either --seed or --seeds, not both.\n');
    expect((await home.store.list()).runs).toEqual([]);
  });
});

describe('dartboard evaluate', () => {
  it('refuses a training that is named twice', async () => {
    await train(arithmeticPlan(), '--seed', '1');
    const [run = ''] = (await home.store.list()).runs.map((listed) => listed.run);
    expect(await dartboard(arithmeticPlan(), 'evaluate', run, 'latest')).toMatchObject({
      code: 2,
      stderr: `dartboard: The run ${run} is named twice. Name each run once.\n`,
    });
  });
});

describe('dartboard runs compare', () => {
  it('shows runs beside each other, with what differs and the means over seeds', async () => {
    await train(arithmeticPlan(), '--seeds', '0,2');
    await train(arithmeticPlan({ epochs: 4 }), '--seed', '7');
    const ids = (await home.store.list()).runs.map(({ run }) => run).reverse();
    const { lines } = await dartboard(arithmeticPlan(), 'runs', 'compare', ...ids, '--json');
    expect(lines[0]).toMatchObject({
      runs: [
        { run: ids[0], kind: 'train', seed: 0, testAccuracy: 0.5, macs: 1000, settings: { epochs: 3 } },
        { run: ids[1], seed: 2, testAccuracy: 0.52, bestAccuracy: 0.5, settings: { epochs: 3 } },
        { run: ids[2], seed: 7, settings: { epochs: 4 } },
      ],
      groups: [{ runs: ids.slice(0, 2), seeds: [0, 2], n: 2 }],
    });
    const { stdout } = await dartboard(arithmeticPlan(), 'runs', 'compare', ...ids);
    expect(stdout).toMatch(/^run .* test +best +parameters +MACs +time +epochs\n/);
    expect(stdout).toMatch(/seeds +n +of +mean +deviation \(n - 1\) +median +half range\n/);
    expect(stdout).toMatch(/0,2 +2 +test +51\.00% +1\.41% +51\.00% +1\.00%\n/);
    expect(stdout).toMatch(/\n +best +50\.00%.*\n +time +/);
  });

  it('refuses a run that is named twice, and one that is not there', async () => {
    const { id } = await home.store.create(arithmeticPlan());
    const twice = await dartboard(arithmeticPlan(), 'runs', 'compare', id, 'latest');
    expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining('is named twice') });
    expect(await dartboard(arithmeticPlan(), 'runs', 'compare', 'zzz')).toMatchObject({ code: 1 });
  });
});
