import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { prepareArithmetic } from '../../../test/support/arithmetic-loop.ts';
import { devicesNamed } from '../../../test/support/arithmetic-queue.ts';
import { call } from '../../../test/support/cli.ts';
import type { Called } from '../../../test/support/cli.ts';
import { withArithmetic } from '../../../test/support/arithmetic-host.ts';
import { arithmeticPlan, bundleSupport, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import { lanesFolder, lookAtQueue, openLanes, runToEnd, summarize, SYSTEM_CLOCK } from '../../runs/index.ts';
import type { RunPlan } from '../../runs/index.ts';
import { findPublished } from '../../spaces/index.ts';
import { withAwaitedCell } from '../awaited-cell.ts';
import { createHost } from '../host.ts';
import type { Host } from '../host.ts';

// The whole way of the commands, with trainers that compute arithmetic in place of a network.
let support: TestHome;
let entry: string;
let home: TestHome;
beforeAll(async () => {
  support = await testHome();
  entry = await bundleSupport('arithmetic-trainer.ts', support.folder);
}, 60_000);
afterAll(() => support.dispose());
beforeEach(async () => {
  home = await testHome();
  return () => home.dispose();
});

const arithmetic = (plan: RunPlan): ReturnType<typeof withArithmetic> =>
  withArithmetic({ entry, folder: home.folder }, plan);
const short = arithmeticPlan({ epochs: 1, stepsPerEpoch: 2 });
const dartboard = (...argv: string[]): Promise<Called> => call(argv, home.folder, arithmetic(short));
const long = (...argv: string[]): Promise<Called> =>
  call(argv, home.folder, arithmetic(arithmeticPlan({ epochs: 1000, stepsPerEpoch: 4, pauseMs: 5 })));
const host = (): Host => createHost({ ...process.env, DARTBOARD_HOME: home.folder });
const isRunning = (): Promise<void> =>
  expect
    .poll(async () => (await home.store.list({})).runs.filter(({ state }) => state === 'running').length, {
      timeout: 15_000,
    })
    .toBe(1);

describe('dartboard evaluate', () => {
  it('computes on the device whose place it has taken', async () => {
    const { id: run } = await home.store.create({ ...short, kind: 'train' });
    const trained = await home.store.find(run);
    const stop = new AbortController().signal;
    await runToEnd({ run: trained, prepare: prepareArithmetic, stop, clock: SYSTEM_CLOCK });
    const onGpu = (made: Host): Host => ({
      ...made,
      lanes: openLanes(lanesFolder(made.home), async () => devicesNamed('second')),
    });
    try {
      // It has taken its place when it finds that sums are no network.
      expect(await call(['evaluate', run], home.folder, onGpu)).toMatchObject({ code: 1 });
      expect(process.env['DEVICE']).toBe('second');
      expect(await host().lanes.occupants()).toEqual([]);
    } finally {
      delete process.env['DEVICE'];
    }
  });
});

describe('dartboard queue', () => {
  it('is filled by --queue and worked on', async () => {
    const queued = await dartboard('search', '--preset', 'tiny', '--queue', '--seeds', '4,2', '--json');
    expect(queued.code).toBe(0);
    expect(queued.stderr).toContain('Nobody works on the queue now.');
    const [first = '', second = ''] = queued.lines.map(({ job }) => String(job));
    const after = await dartboard(
      ...['search', '--preset', 'tiny', '--queue', '--after', first, '--after', second.slice(0, 20)],
      ...['--priority', '2', '--json'],
    );
    expect(after.lines[0]).toMatchObject({ priority: 2, after: [first, second] });
    const listed = await dartboard('queue', 'list', '--json');
    expect(listed.lines[0]).toMatchObject({
      paused: false,
      jobs: [
        { job: after.lines[0]?.['job'], kind: 'search', state: 'waiting', waitsFor: expect.any(String) },
        { job: first, waitsFor: null },
        { job: second, waitsFor: null },
      ],
    });
    await dartboard('queue', 'move', second, '--first');
    const worked = await dartboard('queue', 'work', '--json');
    expect(worked.code).toBe(0);
    expect(worked.lines.filter(({ state }) => state === 'running').map(({ job }) => job)).toEqual([
      second,
      first,
      after.lines[0]?.['job'],
    ]);
    expect(worked.lines.at(-1)).toEqual({ finished: 3, failed: 0, cancelled: 0, waiting: 0 });
    expect((await dartboard('runs', 'show', first, '--json')).lines[0]).toMatchObject({
      state: 'finished',
      record: { seed: 4 },
    });
    expect((await dartboard('queue', 'show', first)).stdout).toMatch(/^state\s+finished$/m);
  }, 60_000);

  it('says in a sentence what a command gets wrong', async () => {
    const { lines } = await dartboard('search', '--preset', 'tiny', '--queue', '--json');
    const job = String(lines[0]?.['job']);
    const told = async (...argv: string[]): Promise<readonly [number, string]> => {
      const { code, stderr } = await dartboard(...argv);
      return [code, stderr];
    };
    expect(await told('queue', 'move', job)).toEqual([
      2,
      'dartboard: Say where to: one of --first, --last and --before JOB.\n',
    ]);
    expect(await told('queue', 'cancel', 'zz')).toEqual([
      1,
      'dartboard: There is no job whose id begins with "zz". List the queue to see the ids.\n',
    ]);
    expect(await told('search', '--preset', 'tiny', '--after', job)).toEqual([
      2,
      'dartboard: --after is about the queue: give --queue too.\n',
    ]);
    expect(await told('search', '--preset', 'tiny', '--queue', '--after', 'none')).toEqual([
      1,
      expect.stringMatching(/^dartboard: There is no run whose id begins with "none"/),
    ]);
    expect(await told('queue', 'priority', job, 'high')).toEqual([
      2,
      expect.stringMatching(/expected a number; the higher the earlier, got "high"\.\n$/),
    ]);
    expect((await home.store.list({})).runs).toHaveLength(1);
  });
});

describe('a chain of jobs', () => {
  it('is checked when it is queued, and the training gets its cell when the search has found it', async () => {
    const real = (...argv: string[]): Promise<Called> => call([...argv, '--json'], home.folder);
    const [search] = (await real('search', '--preset', 'tiny', '--queue')).lines;
    const from = String(search?.['job']);
    const refused = await real('train', '--from', `${from}@7`, '--queue');
    expect(refused.stderr).toMatch(/it makes 1 epoch, so it will have no alphas after 7/);
    const [train] = (await real('train', '--from', from, '--queue', '--set', 'epochs=2')).lines;
    expect(train).toMatchObject({ after: [from] });
    const training = String(train?.['job']);
    const [evaluation] = (await real('evaluate', training, '--queue')).lines;
    expect(evaluation).toMatchObject({ kind: 'evaluation', run: training, after: [training] });
    const { record } = await home.store.find(training);
    expect(record).toMatchObject({
      kind: 'train',
      genotype: null,
      parent: { run: from, epoch: null },
      config: { epochs: 2 },
    });
    const { jobs } = await lookAtQueue(host().queue, host().home);
    expect(jobs.map(({ waitsFor }) => waitsFor)).toEqual([
      null,
      `it waits for ${from}`,
      `it waits for ${training}`,
    ]);
    // Nobody can begin it before.
    await expect(withAwaitedCell(await home.store.find(training), home.store)).rejects.toMatchObject({
      code: 'cli/no-genotype',
    });
  }, 30_000);

  it('ends with the cell of the search in the record of the training', async () => {
    const search = await home.store.create(short);
    const parent = { run: search.id, epoch: null };
    const train = await home.store.create({ ...short, kind: 'train', parent });
    await dartboard('runs', 'resume', search.id);
    expect((await summarize(search)).state).toBe('finished');
    const { record } = await withAwaitedCell(train, home.store);
    expect(record.genotype).toEqual(findPublished('DARTS_V2').genotype);
    expect((await home.store.find(train.id)).record).toEqual(record);
  }, 30_000);
});

describe('a run that is started directly', () => {
  it('waits for the device, says for which run, and computes then', async () => {
    const first = long('search', '--preset', 'tiny');
    await isRunning();
    const { run } = (await home.store.list({})).runs[0] ?? {};
    const second = dartboard('search', '--preset', 'tiny', '--json');
    await sleep(600);
    expect((await home.store.list({})).runs.map(({ state }) => state)).toEqual(['queued', 'running']);
    await dartboard('runs', 'stop', run ?? '');
    expect((await first).code).toBe(130);
    const { code, stderr, lines } = await second;
    expect(code).toBe(0);
    expect(stderr).toContain(`now ${run} on the CPU. With --beside it starts at once`);
    expect(lines.at(-1)).toMatchObject({ state: 'finished' });
  }, 40_000);

  it('starts at once where that is asked for', async () => {
    const first = long('search', '--preset', 'tiny');
    await isRunning();
    const { code, stderr } = await dartboard('search', '--preset', 'tiny', '--beside');
    expect(code).toBe(0);
    expect(stderr).not.toContain('Waiting');
    await dartboard('runs', 'stop', (await home.store.list({})).runs.at(-1)?.run ?? '');
    await first;
  }, 40_000);

  it('computes nothing that was removed while it waited, or that somebody else has computed by then', async () => {
    const place = await host().lanes.tryTake({ id: 'another', count: 1 });
    const removed = dartboard('search', '--preset', 'tiny', '--json');
    await expect.poll(async () => (await home.store.list({})).runs.length, { timeout: 10_000 }).toBe(1);
    await home.store.remove(await home.store.find('latest'));
    const { id } = await home.store.create(short);
    const [one, other] = [
      dartboard('runs', 'resume', id, '--json'),
      dartboard('runs', 'resume', id, '--json'),
    ];
    await sleep(600);
    await place?.release();
    const { code, lines } = await removed;
    expect({ code, last: lines.at(-1) }).toMatchObject({
      code: 1,
      last: { error: { code: 'runs/not-found' } },
    });
    const both = await Promise.all([one, other]);
    expect(both.map((each) => each.code).sort()).toEqual([0, 1]);
    expect(both.find((each) => each.code === 1)?.lines.at(-1)).toMatchObject({
      error: { code: 'runs/not-resumable' },
    });
  }, 30_000);

  it('can be left while it waits, and is begun later', async () => {
    const place = await host().lanes.tryTake({ id: 'another', count: 1 });
    const waiting = dartboard('search', '--preset', 'tiny', '--json');
    await expect.poll(async () => (await home.store.list({})).runs.length, { timeout: 10_000 }).toBe(1);
    await sleep(400);
    process.emit('SIGINT');
    const { code, lines } = await waiting;
    expect(code).toBe(130);
    expect(lines.at(-1)).toMatchObject({ state: 'queued', step: 0 });
    await place?.release();
    expect((await dartboard('runs', 'resume', 'latest')).code).toBe(0);
  }, 30_000);
});

describe('what is said of a run, and how it is looked after', () => {
  it('comes with the command that makes it', async () => {
    const made = await call(
      [
        ...[
          'search',
          '--preset',
          'tiny',
          '--queue',
          '--experiment',
          'skip study',
          '--tag',
          'b',
          '--tag',
          'a',
        ],
        ...[
          '--note',
          '*first*',
          '--keep',
          'all',
          '--save-every',
          '2.5',
          '--on-alarm',
          'stop',
          '--seeds',
          '1,2',
        ],
      ],
      home.folder,
    );
    expect(made.code).toBe(0);
    const { runs } = await home.store.list({});
    expect(runs.map(({ annotations }) => annotations)).toEqual(
      [1, 2].map(() => ({ experiment: 'skip study', tags: ['a', 'b'], starred: false, note: '*first*' })),
    );
    const { record } = await home.store.find('latest');
    expect(record.care).toEqual({ keep: 'all', saveEveryMinutes: 2.5, onAlarm: 'stop' });
  }, 30_000);

  it.each([
    [['--keep', '0'], '--keep: expected a whole number from 1, or all, got "0".'],
    [['--save-every', '-1'], '--save-every: expected a number of minutes from 0, got "-1".'],
    [['--on-alarm', 'cry'], '--on-alarm: expected off, warn or stop, got "cry".'],
    [['--experiment', 'a\nb'], '--experiment: expected a name in one line.'],
  ])('is refused where it means nothing: %j', async (options, sentence) => {
    const { code, stderr } = await call(['search', '--preset', 'tiny', ...options], home.folder);
    expect([code, stderr]).toEqual([2, `dartboard: ${sentence}\n`]);
    expect((await home.store.list({})).runs).toEqual([]);
  });
});
