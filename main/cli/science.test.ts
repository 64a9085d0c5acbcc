import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { prepareArithmetic } from '../../test/support/arithmetic-loop.ts';
import type { ArithmeticOptions } from '../../test/support/arithmetic-loop.ts';
import { call } from '../../test/support/cli.ts';
import type { Called } from '../../test/support/cli.ts';
import { withArithmetic } from '../../test/support/arithmetic-host.ts';
import { arithmeticPlan, bundleSupport, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { openDataset } from '../data/index.ts';
import { runToEnd, SYSTEM_CLOCK } from '../runs/index.ts';
import type { DataIdentity, Environment, RunPlan } from '../runs/index.ts';
import { findPlaces, opening } from './places.ts';

// The whole way of the commands, with a trainer that computes arithmetic in place of a network.
const NAME = 'fashion-mnist-small';
let support: TestHome;
let entry: string;
let home: TestHome;
let data: DataIdentity;
beforeAll(async () => {
  support = await testHome();
  entry = await bundleSupport('arithmetic-trainer.ts', support.folder);
  data = { name: NAME, id: (await openDataset(NAME, opening(findPlaces(process.env)))).id };
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
const runs = (...argv: string[]): Promise<Called> => dartboard(arithmeticPlan(), 'runs', ...argv);
/** Makes a run and computes it in this process. */
async function compute(plan: RunPlan, device: Environment['device'] = 'cpu'): Promise<string> {
  const run = await home.store.create(plan);
  const stop = new AbortController().signal;
  const prepare: typeof prepareArithmetic = async (opened, restore) => {
    const prepared = await prepareArithmetic(opened, restore);
    return { ...prepared, environment: { ...prepared.environment, device } };
  };
  const end = await runToEnd({ run, prepare, stop, clock: SYSTEM_CLOCK });
  expect(end).toEqual({ state: 'finished' });
  return run.id;
}
/** The ids of finished trainings, whose accuracies are 0.5 and a hundredth of the seed. */
async function train(
  options: Partial<ArithmeticOptions>,
  seeds: readonly number[],
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const seed of seeds) ids.push(await compute({ ...arithmeticPlan(options), kind: 'train', seed }));
  return ids;
}

describe('dartboard runs again', () => {
  it('gives the same to the bit, and says so', async () => {
    const of = await compute({ ...arithmeticPlan(), data });
    await runs('annotate', of, '--experiment', 'sums', '--tag', 'first');
    const { code, lines } = await runs('again', of, '--json');
    expect(code).toBe(0);
    const made = String(lines.at(-1)?.['run']);
    expect(made).not.toBe(of);
    expect(lines.at(-1)).toMatchObject({
      of,
      identical: true,
      weights: { equal: true },
      stepsCompared: 12,
      firstDifferentStep: null,
      largestLossDifference: { difference: 0 },
      resultDifference: 0,
      environment: [],
    });
    const { record } = await home.store.find(made);
    const { origin, ...same } = (await home.store.find(of)).record;
    expect(origin).toBeNull();
    expect(record).toEqual({
      ...same,
      id: made,
      created: record.created,
      starts: record.starts,
      origin: { kind: 'again', run: of, step: null },
    });
    const shown = await runs('show', made, '--json');
    // It belongs to the same experiment; what else was said was said of the other.
    expect(shown.lines[0]).toMatchObject({ annotations: { experiment: 'sums', tags: [] } });
    const words = await runs('compare', made);
    expect(words.stdout).toMatch(new RegExp(`${made} and ${of}: the same to the bit: 12 steps, the weights`));
  });

  it('waits for its turn where the queue is asked for', async () => {
    const of = await compute({ ...arithmeticPlan(), data });
    const { code, lines, stderr } = await runs('again', of, '--queue', '--priority', '2', '--json');
    expect({ code, count: lines.length }).toEqual({ code: 0, count: 1 });
    const made = String(lines[0]?.['run']);
    expect(lines[0]).toEqual({ job: made, kind: 'run', run: made, priority: 2, after: [] });
    expect(stderr).toContain(`Compare them when it is finished: dartboard runs compare ${made} ${of}`);
    expect((await runs('show', made, '--json')).lines[0]).toMatchObject({ state: 'queued' });
    const wrong = await runs('again', of, '--queue', '--after', 'zz');
    expect(wrong.code).toBe(1);
    expect((await runs('again', of, '--priority', '2')).code).toBe(2);
    expect((await home.store.list()).runs).toHaveLength(2);
  });

  it('tells from where on it differs, by how much, and with what it was computed', async () => {
    const of = await compute({ ...arithmeticPlan(), data });
    const origin = { kind: 'again', run: of, step: null } as const;
    const made = await compute({ ...arithmeticPlan(), data, origin });
    const other = await compute({ ...arithmeticPlan(), data, seed: 2 }, 'gpu');
    const { lines } = await runs('compare', made, other, '--same', '--json');
    expect(lines[0]).not.toHaveProperty('error');
    expect(lines[0]?.['again']).toMatchObject([
      {
        identical: false,
        isOnGpu: true,
        weights: { equal: false },
        firstDifferentStep: 1,
        environment: [{ name: 'environment.device' }],
      },
    ]);
    const { stdout } = await runs('compare', made, other, '--same');
    expect(stdout).toMatch(
      /differs from step 1 of 12 on; largest difference [\d.e-]+ of a step's training loss/,
    );
    expect(stdout).toMatch(/On a GPU some sums/);
    expect(stdout).toMatch(/environment\.device: (cpu \| gpu|gpu \| cpu)/);
    expect(await runs('compare', made, of, other, '--same')).toMatchObject({ code: 2 });
  });

  it('refuses images that are not those of the run', async () => {
    const of = await compute({ ...arithmeticPlan(), data: { ...data, id: '0'.repeat(16) } });
    expect(await runs('again', of)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is not the one that the run began with/),
    });
    expect((await home.store.list()).runs).toHaveLength(1);
  });
});

describe('dartboard runs annotate', () => {
  it('says the same of several runs, and takes it back', async () => {
    const [one, two] = [
      (await home.store.create(arithmeticPlan())).id,
      (await home.store.create(arithmeticPlan())).id,
    ];
    const note = join(home.folder, 'note.md');
    await writeFile(note, 'Why\n');
    const said = await runs(
      'annotate',
      one,
      two,
      '--experiment',
      'e',
      '--tag',
      'b',
      '--tag',
      'a',
      '--star',
      '--json',
    );
    expect(said.lines).toMatchObject([
      { run: one, annotations: { experiment: 'e', tags: ['a', 'b'], starred: true, note: '' } },
      { run: two, annotations: { experiment: 'e' } },
    ]);
    await runs('annotate', one, '--no-experiment', '--untag', 'b', '--unstar', '--note-file', note);
    const { lines } = await runs('show', one, '--json');
    expect(lines[0]).toMatchObject({
      annotations: { experiment: null, tags: ['a'], starred: false, note: 'Why\n' },
    });
    const { stdout } = await runs('show', one);
    expect(stdout).toMatch(/^tags +a$/m);
    expect(stdout).toMatch(/\n\nWhy\n$/);
  });

  it.each([
    [[], /Say what is to be said/],
    [['--tag', 'a', '--untag', 'a'], /added and removed/],
    [['--experiment', ' '], /--experiment: expected a name/],
    [['--star', '--unstar'], /cannot be used with/],
  ])('refuses %j', async (options, sentence) => {
    const { id } = await home.store.create(arithmeticPlan());
    const { code, stderr } = await runs('annotate', id, ...options);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
  });
});

describe('dartboard runs groups', () => {
  it('tells means with their confidence, and compares two groups', async () => {
    await train({}, [0, 2, 4]);
    await train({ epochs: 4 }, [1, 11]);
    await compute(arithmeticPlan());
    const { lines } = await runs('groups', '--json');
    expect(lines[0]).toMatchObject({
      groups: [
        { kind: 'train', settings: { epochs: 3 }, group: { seeds: [0, 2, 4], n: 3 } },
        { settings: { epochs: 4 }, group: { seeds: [1, 11], n: 2 } },
      ],
      alone: 1,
    });
    const [first] = lines[0]?.['groups'] as { group: { testAccuracy: Record<string, unknown> } }[];
    expect(first?.group.testAccuracy['mean']).toBeCloseTo(0.52, 12);
    // scipy 1.17.1: stats.t.interval(0.95, 2, loc=0.52, scale=0.02 / sqrt(3)).
    const { low, high } = first?.group.testAccuracy['interval'] as { low: number; high: number };
    expect(low).toBeCloseTo(0.4703172457649934, 10);
    expect(high).toBeCloseTo(0.5696827542350066, 10);
    const [comparison] = lines[0]?.['comparisons'] as { testAccuracy: Record<string, number> }[];
    // scipy 1.17.1: stats.ttest_ind([0.5, 0.52, 0.54], [0.51, 0.61], equal_var=False).
    expect(comparison?.testAccuracy['p']).toBeCloseTo(0.5679193501166274, 8);
    const { stdout } = await runs('groups');
    expect(stdout).toMatch(
      /^first run +kind +preset +data +epochs +seeds +N +of +mean +deviation +95 % interval/,
    );
    expect(stdout).toMatch(/test accuracy +52\.00% +2\.00% +47\.03% to 56\.97%/);
    expect(stdout).toMatch(/by Welch's test:\n {2}test accuracy: -4\.00 points \(95 %: .*\), p = 0\.568/);
    expect(stdout).toMatch(/1 run has no other that differs/);
  });

  it('says which runs are not counted', async () => {
    await train({}, [0, 2]);
    const [again = ''] = await train({}, [2]);
    const { id } = await home.store.create({ ...arithmeticPlan(), kind: 'train', seed: 7 });
    const { lines } = await runs('groups', '--json');
    expect(lines[0]).toMatchObject({
      groups: [{ group: { n: 2, repeated: [again] }, unfinished: [id], repeated: [again] }],
    });
    const { stdout } = await runs('groups');
    expect(stdout).toMatch(new RegExp(`Not finished, and not counted, .*: ${id}`));
  });

  it('takes an experiment, or some runs, and compares with one group', async () => {
    const ids = [
      ...(await train({}, [0, 2])),
      ...(await train({ epochs: 4 }, [0, 2])),
      ...(await train({ epochs: 5 }, [0, 2])),
    ];
    await runs('annotate', ...ids.slice(0, 4), '--experiment', 'short');
    expect((await runs('groups', '--experiment', 'short', '--json')).lines[0]).toMatchObject({
      groups: [{}, {}],
      comparisons: [{ group: ids[0], against: ids[2] }],
    });
    expect((await runs('groups', '--against', ids[5] ?? '', '--json')).lines[0]).toMatchObject({
      groups: [{}, {}, {}],
      comparisons: [
        { group: ids[0], against: ids[4] },
        { group: ids[2], against: ids[4] },
      ],
    });
    expect((await runs('groups', ids[0] ?? '', '--json')).lines[0]).toMatchObject({
      groups: [{ first: ids[0], group: { n: 1, testAccuracy: { interval: null } } }],
      alone: 0,
    });
    expect(await runs('groups', '--experiment', 'long')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no such run of the experiment "long"; there are short\./),
    });
  });
});

describe('dartboard runs resume', () => {
  it('says why the run ended and where it goes on', async () => {
    const { id } = await home.store.create(arithmeticPlan({ divergesAt: 6 }));
    const failed = await runs('resume', id);
    expect(failed.code).toBe(1);
    const { stderr } = await runs('resume', id);
    expect(stderr).toMatch(/It ended as failed: The loss became NaN at step 6/);
    expect(stderr).toMatch(
      /It goes on from the checkpoint of step 4; the 1 steps after it are made again\.|It goes on from the checkpoint of step 4/,
    );
  });
});
