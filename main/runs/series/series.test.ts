import { appendFile, readFile, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arithmeticPlan, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import { encodeLine } from '../event-line.ts';
import { createLogReader } from '../event-log.ts';
import type { RunEvent, RunEventBody } from '../events.ts';
import type { StoredRun } from '../summary.ts';
import { withoutSuperseded } from '../superseded.ts';
import { seriesCache } from './cache-folder.ts';
import { readHistory } from './history.ts';
import { openSeries } from './series.ts';
import type { Series } from './series.ts';

let home: TestHome;
let run: StoredRun;
beforeEach(async () => {
  home = await testHome();
  run = await home.store.create(arithmeticPlan());
});
afterEach(() => home.dispose());

/** One line of a log, as it lies on the disk. */
type Written = { readonly body: RunEventBody; readonly again?: boolean } | { readonly damaged: string };

const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const small = fc.integer({ min: 0, max: 12 });
const score = fc.record({ loss: number, accuracy: number });
const scores = { train: score, valid: fc.option(score) };
const alphas = { normal: [[0.1, -2]], reduction: [[3, 0]] };
const cell = { edges: [{ primitive: 'ä', input: 0 }], concat: [2] };
const gpu = fc.record({
  index: fc.integer({ min: 0, max: 2 }),
  name: fc.constantFrom('H200', 'Größe 1'),
  utilization: number,
  memoryUsedBytes: number,
  memoryTotalBytes: number,
});
const body: fc.Arbitrary<RunEventBody> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('step' as const),
      epoch: small,
      step: small,
      steps: small,
      ...scores,
      learningRate: number,
      seconds: number,
    }),
  },
  fc.record({ type: fc.constant('epoch' as const), epoch: small, epochs: small, ...scores }),
  small.map((step): RunEventBody => ({ type: 'checkpoint', step, file: `${String(step)}.ckpt` })),
  small.map((epoch): RunEventBody => ({
    type: 'alphas',
    epoch,
    alphas,
    genotype: { normal: cell, reduction: cell },
  })),
  small.map((resumedFrom): RunEventBody => ({
    type: 'state',
    state: 'running',
    message: 'weiter',
    resumedFrom,
  })),
  fc.constant<RunEventBody>({ type: 'engine', device: 'CPU', parameters: 3 }),
  fc.record({
    type: fc.constant('load' as const),
    cpu: number,
    machineCpu: number,
    memoryBytes: number,
    freeBytes: number,
    gpus: fc.array(gpu, { maxLength: 3 }),
  }),
);
const written: fc.Arbitrary<Written> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ body }) },
  fc.record({ body, again: fc.constant(true) }),
  fc.record({ damaged: fc.string().map((text) => text.replaceAll('\n', '')) }),
);

/** Of a line that repeats the number of the one before, as no writer does, only the first counts. */
const numberOf = ({ again = false }: { readonly again?: boolean }, seq: number): number =>
  again ? Math.max(0, seq - 1) : seq;

/** The bytes of the lines, numbered from `seq` on; some of their times go back. */
function bytesOf(lines: readonly Written[], seq: number): Buffer {
  return Buffer.concat(
    lines.map((line, i) =>
      'body' in line
        ? encodeLine({ seq: numberOf(line, seq + i), at: 1000 + ((7 * (seq + i)) % 50), ...line.body })
        : Buffer.from(`${line.damaged}\n`),
    ),
  );
}

const NONE = Number.NaN;
type Step = Extract<RunEvent, { type: 'step' }>;

/** What the log says when all of it is read as events. */
async function expected() {
  const { events: all, damagedLines } = await createLogReader(run.paths.events).next();
  const events = withoutSuperseded(all);
  const steps = events.filter((event) => event.type === 'step');
  const scoresOf = ({ train, valid }: Pick<Step, 'train' | 'valid'>) => ({
    trainLoss: train.loss,
    trainAccuracy: train.accuracy,
    validLoss: valid?.loss ?? NONE,
    validAccuracy: valid?.accuracy ?? NONE,
  });
  const stepBefore = (seq: number): number => steps.filter((step) => step.seq < seq).at(-1)?.step ?? 0;
  const loads = events.filter((event) => event.type === 'load');
  const ends = events.flatMap((event) => (event.type === 'epoch' ? [stepBefore(event.seq)] : []));
  const isTold = (event: RunEvent): boolean =>
    event.type === 'step'
      ? ends.includes(event.step) || event === steps.at(-1)
      : event.type !== 'load' || event === loads.at(-1);
  return {
    steps: steps.map(({ train, valid, type: _, ...rest }) => ({ ...rest, ...scoresOf({ train, valid }) })),
    epochs: events
      .filter((event) => event.type === 'epoch')
      .map(({ train, valid, type: _, ...rest }) => ({
        ...rest,
        step: stepBefore(rest.seq),
        ...scoresOf({ train, valid }),
      })),
    loads: loads.map(({ gpus: _, type: __, ...rest }) => ({ ...rest, step: stepBefore(rest.seq) })),
    gpus: loads.flatMap(({ gpus, seq, at }) =>
      gpus.map((one) => ({ ...one, seq, at, step: stepBefore(seq) })),
    ),
    told: events.filter(({ type }) => type !== 'step' && type !== 'load'),
    frames: events
      .filter((event) => event.type === 'alphas')
      .map(({ epoch, at, seq }) => ({ epoch, at, step: stepBefore(seq) })),
    damagedLines,
    history: events.filter(isTold),
  };
}

function rowsOf(table: {
  readonly names: readonly string[];
  readonly rows: number;
  column(name: string): Float64Array;
}) {
  const columns = table.names.map((name) => [name, table.column(name)] as const);
  return Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(columns.map(([name, column]) => [name, column[row]])),
  );
}

/** What the series says. */
async function found(series: Series) {
  const { events, problems } = await series.told();
  expect(problems).toEqual(series.problems);
  const gpus = rowsOf(series.gpus).map((row) => ({ ...row, name: series.gpuNames[row['name'] ?? -1] }));
  return {
    steps: rowsOf(series.steps),
    epochs: rowsOf(series.epochs),
    loads: rowsOf(series.loads),
    gpus,
    told: events,
    frames: series.frames,
    damagedLines: series.problems.map((problem) => Number(/line (\d+) is damaged/.exec(problem)?.[1])),
    history: (await readHistory(run)).events,
  };
}

const always = { leastLogBytes: 0, mostBytes: 2 ** 30 };
const open = (limits = always): Promise<Series> => openSeries(run, { cache: seriesCache(run, limits) });
const cacheFolder = (): string => join(home.folder, 'cache', 'series');
const cacheFile = (): string => join(cacheFolder(), `${run.id}.series`);
const stepLine = (seq: number, step = seq): Buffer => bytesOf([{ body: stepBody(step) }], seq);
const stepBody = (step: number): RunEventBody => ({
  type: 'step',
  epoch: 0,
  step,
  steps: 99,
  train: { loss: 1 / step, accuracy: 0.5 },
  valid: null,
  learningRate: 0.1,
  seconds: 0.01,
});
const stepsOf = (series: Series): readonly number[] => [...series.steps.column('step')];

describe('a series', () => {
  it('says what the whole log says, opened at once, followed, or from a cache, whatever was logged', async () => {
    const parts = fc.array(fc.record({ lines: fc.array(written, { maxLength: 15 }), torn: fc.nat(400) }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(parts, fc.nat(), async (all, flip) => {
        await rm(cacheFile(), { force: true });
        await writeFile(run.paths.events, '');
        const followed = await open({ ...always, leastLogBytes: Infinity });
        let seq = 0;
        let size = 0;
        for (const { lines, torn } of all) {
          // What a writer left that was killed is cut off by the next one.
          await truncate(run.paths.events, size);
          const bytes = bytesOf(lines, seq);
          seq += lines.length;
          size += bytes.length;
          const unfinished = stepLine(seq).subarray(0, -1);
          await appendFile(run.paths.events, Buffer.concat([bytes, unfinished.subarray(0, torn)]));
          await followed.refresh();
          const truth = await expected();
          expect(await found(followed)).toEqual(truth);
          expect(await found(await open())).toEqual(truth);
        }
        const cache = await readFile(cacheFile()).catch(() => null);
        if (cache !== null) {
          cache[flip % cache.length] = (cache[flip % cache.length] ?? 0) ^ (1 << (flip % 8));
          await writeFile(cacheFile(), cache);
        }
        expect(await found(await open())).toEqual(await expected());
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('says which rows are as they were when it is read on', async () => {
    const log = run.paths.events;
    const series = await open();
    await appendFile(log, Buffer.concat([1, 2, 3].map((seq) => stepLine(seq))));
    expect(await series.refresh()).toEqual({ unchangedSteps: 0 });
    await appendFile(log, stepLine(4));
    expect(await series.refresh()).toEqual({ unchangedSteps: 3 });
    expect(series.next).toBe(5);
    const resumed: RunEventBody = { type: 'state', state: 'running', message: null, resumedFrom: 2 };
    await appendFile(log, bytesOf([{ body: resumed }, { body: stepBody(3) }], 5));
    expect(await series.refresh()).toEqual({ unchangedSteps: 2 });
    expect(stepsOf(series)).toEqual([1, 2, 3]);
    expect(await series.refresh()).toEqual({ unchangedSteps: 3 });
  });

  it('begins anew where the log is another one', async () => {
    await appendFile(run.paths.events, Buffer.concat([1, 2, 3].map((seq) => stepLine(seq))));
    const series = await open();
    const other = Buffer.concat([0, 1, 2, 3, 4].map((seq) => stepLine(seq, seq + 10)));
    await writeFile(run.paths.events, other);
    expect(await series.refresh()).toEqual({ unchangedSteps: 0 });
    expect(stepsOf(series)).toEqual([10, 11, 12, 13, 14]);
    expect(stepsOf(await open())).toEqual([10, 11, 12, 13, 14]);
    await truncate(run.paths.events, stepLine(0, 10).length);
    await series.refresh();
    expect(stepsOf(series)).toEqual([10]);
    await rm(run.paths.events);
    await series.refresh();
    expect(stepsOf(series)).toEqual([]);
  });

  it('reads the alphas of one frame alone', async () => {
    const frame = (epoch: number): Written => ({
      body: { type: 'alphas', epoch, alphas, genotype: { normal: cell, reduction: cell } },
    });
    const lines = [frame(0), { body: stepBody(1) }, frame(1)];
    await appendFile(run.paths.events, bytesOf(lines, 1));
    const series = await open();
    expect(series.frames.map(({ epoch, step }) => [epoch, step])).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(await series.alphas(1)).toMatchObject({ type: 'alphas', epoch: 1, alphas });
    expect(await series.alphas(2)).toBeNull();
  });

  it('names a line that was damaged after it was read', async () => {
    await appendFile(run.paths.events, stepLine(1));
    const series = await open();
    const bytes = await readFile(run.paths.events);
    bytes[12] = (bytes[12] ?? 0) ^ 1;
    await writeFile(run.paths.events, bytes);
    const { events, problems } = await series.told();
    expect(events).toEqual([]);
    expect(problems).toEqual([expect.stringContaining('byte 0 was damaged')]);
    await writeFile(
      run.paths.events,
      encodeLine({ seq: 5, at: 1, type: 'engine', device: 'x', parameters: 0 }),
    );
    const other = await open({ ...always, leastLogBytes: Infinity });
    await writeFile(
      run.paths.events,
      encodeLine({ seq: 6, at: 1, type: 'engine', device: 'x', parameters: 0 }),
    );
    expect(await other.told()).toMatchObject({ events: [], problems: [expect.stringContaining('byte 0')] });
  });

  it('lets others have the thread while it reads a long log', async () => {
    const portion = Buffer.concat(Array.from({ length: 40_000 }, (_, i) => stepLine(i + 1)));
    await appendFile(run.paths.events, portion);
    let turns = 0;
    let isOver = false;
    const turn = (): void => {
      turns += 1;
      if (!isOver) setImmediate(turn);
    };
    turn();
    const told: number[] = [];
    await openSeries(run, { onProgress: (done, total) => told.push(done / total) });
    isOver = true;
    expect(told.length).toBeGreaterThan(0);
    expect(told.every((share) => share > 0 && share < 1)).toBe(true);
    const megabytes = portion.length / 2 ** 20;
    expect(megabytes).toBeGreaterThan(5);
    expect(turns).toBeGreaterThan(megabytes);
  });
});

describe('the cache of series', () => {
  it('covers what was read, and is not written again for a few lines', async () => {
    await appendFile(run.paths.events, Buffer.concat(Array.from({ length: 99 }, (_, i) => stepLine(i + 1))));
    await open();
    const written = await readFile(cacheFile());
    await appendFile(run.paths.events, stepLine(100));
    expect(stepsOf(await open())).toHaveLength(100);
    expect((await readFile(cacheFile())).equals(written)).toBe(true);
    await appendFile(
      run.paths.events,
      Buffer.concat(Array.from({ length: 50 }, (_, i) => stepLine(i + 101))),
    );
    expect(stepsOf(await open())).toHaveLength(150);
    expect((await readFile(cacheFile())).length).toBeGreaterThan(written.length);
  });

  it('is what is read: the covered part of the log is not read again', async () => {
    await appendFile(run.paths.events, Buffer.concat(Array.from({ length: 99 }, (_, i) => stepLine(i + 1))));
    await open();
    const bytes = await readFile(run.paths.events);
    const middle = bytes.length >> 1;
    bytes.fill(0x20, middle, middle + 10);
    await writeFile(run.paths.events, bytes);
    const known = await open();
    expect(stepsOf(known)).toHaveLength(99);
    expect(known.problems).toEqual([]);
  });

  it('is not made of a short log, nor where it cannot be written', async () => {
    await appendFile(run.paths.events, stepLine(1));
    await openSeries(run);
    expect(await readdir(home.folder)).not.toContain('cache');
    await writeFile(join(home.folder, 'cache'), 'a file in its place');
    expect(stepsOf(await open())).toEqual([1]);
  });

  it('makes room: caches of runs that are gone, what was never finished, then the oldest', async () => {
    const others = [await home.store.create(arithmeticPlan()), await home.store.create(arithmeticPlan())];
    for (const [i, other] of others.entries()) {
      await openSeries(other, { cache: seriesCache(other, always) });
      const file = join(cacheFolder(), `${other.id}.series`);
      await utimes(file, 1000 + i, 1000 + i);
    }
    await writeFile(join(cacheFolder(), 'gone.series'), 'x');
    const unfinished = join(cacheFolder(), `${run.id}.series.tmp-1-1`);
    await writeFile(unfinished, 'x');
    await utimes(unfinished, 1000, 1000);
    await writeFile(join(cacheFolder(), `${run.id}.series.tmp-1-2`), 'y');
    await open();
    const names = (ids: readonly string[]): readonly string[] => ids.map((id) => `${id}.series`);
    const young = `${run.id}.series.tmp-1-2`;
    const all = [...names([...others.map(({ id }) => id), run.id]), young];
    expect((await readdir(cacheFolder())).sort()).toEqual(all.sort());
    const size = (await readFile(cacheFile())).length;
    await rm(cacheFile());
    await open({ leastLogBytes: 0, mostBytes: Math.floor(2.5 * size) });
    const [, newer] = others;
    expect((await readdir(cacheFolder())).sort()).toEqual(
      [...names([newer?.id ?? '', run.id]), young].sort(),
    );
  });

  it('may be written by two processes at once', async () => {
    await appendFile(run.paths.events, stepLine(1));
    const both = await Promise.all([open(), open()]);
    expect(both.map(stepsOf)).toEqual([[1], [1]]);
    expect(await readdir(cacheFolder())).toEqual([`${run.id}.series`]);
  });
});
