import { appendFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arithmeticPlan, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import { smooth } from '../../base/smooth.ts';
import { encodeLine } from '../event-line.ts';
import type { RunEventBody } from '../events.ts';
import type { StoredRun } from '../summary.ts';
import { seriesPart } from './part.ts';
import type { SeriesRequest } from './request.ts';
import { openSeries } from './series.ts';
import { createSeriesShelf } from './shelf.ts';

let home: TestHome;
let run: StoredRun;
/** The number of the next event, and its time. */
let [seq, at] = [1, 1000];
beforeEach(async () => {
  home = await testHome();
  run = await home.store.create(arithmeticPlan());
  [seq, at] = [1, 1000];
});
afterEach(() => home.dispose());

const log = (...bodies: readonly RunEventBody[]): Promise<void> =>
  appendFile(run.paths.events, Buffer.concat(bodies.map((body) => encodeLine({ seq: seq++, at, ...body }))));
const lossOf = (step: number): number => Math.sin(step) + (step === 777 ? 9 : 0);
const step = (number: number): RunEventBody => ({
  type: 'step',
  epoch: 0,
  step: number,
  steps: 5000,
  train: { loss: lossOf(number), accuracy: 0.5 },
  valid: number === 3 ? { loss: 3, accuracy: 1 } : null,
  learningRate: 0.1,
  seconds: 0.01,
});
const steps = (from: number, to: number): readonly RunEventBody[] =>
  Array.from({ length: to - from + 1 }, (_, i) => step(from + i));
const load = (cpu: number, ...used: readonly number[]): RunEventBody => ({
  type: 'load',
  cpu,
  machineCpu: 1,
  memoryBytes: 5,
  freeBytes: 6,
  gpus: used.map((utilization, i) => ({
    index: 2 * i,
    name: i === 0 ? 'A' : 'B',
    utilization,
    memoryUsedBytes: 7,
    memoryTotalBytes: 8,
  })),
});
const everything = { from: null, to: null, buckets: 100, smoothing: 0 };
const part = async (request: SeriesRequest) => seriesPart(await openSeries(run), request);

describe('a part of a series', () => {
  it('is small, with every extreme of all steps, and says how many there are', async () => {
    await log(...steps(1, 5000));
    const { rows, extent, lines } = await part({ of: 'steps', columns: ['trainLoss'], ...everything });
    expect([rows, extent]).toEqual([5000, [1, 5000]]);
    const { column, gpu, x, y } = lines[0] ?? expect.fail('there is a line');
    expect([column, gpu]).toEqual(['trainLoss', null]);
    expect(x.length).toBeLessThanOrEqual(202);
    expect([x[0], x.at(-1), x[y.indexOf(lossOf(777))]]).toEqual([1, 5000, 777]);
  });

  it('is the range that was asked for, each step of it where there is room', async () => {
    await log(...steps(1, 5000));
    const { lines } = await part({
      of: 'steps',
      columns: ['trainLoss', 'at'],
      ...everything,
      from: 2000,
      to: 2010,
    });
    const inside = Array.from({ length: 13 }, (_, i) => 1999 + i);
    expect(lines.map(({ x }) => x)).toEqual([inside, inside]);
    expect(lines[0]?.y).toEqual(inside.map(lossOf));
  });

  it('is averaged over all steps before anything is left out', async () => {
    await log(...steps(1, 1000));
    const { lines } = await part({
      of: 'steps',
      columns: ['trainLoss'],
      from: 900,
      to: 901,
      buckets: 10,
      smoothing: 0.9,
    });
    const smoothed = smooth(
      Array.from({ length: 1000 }, (_, i) => lossOf(i + 1)),
      0.9,
    );
    const { x, y } = lines[0] ?? expect.fail('there is a line');
    expect(x).toContain(900);
    expect(x.map((one) => smoothed[one - 1])).toEqual(y);
  });

  it('has nothing where nothing was measured', async () => {
    await log(...steps(1, 5));
    const { lines } = await part({ of: 'steps', columns: ['validLoss'], ...everything });
    expect(lines).toEqual([{ column: 'validLoss', gpu: null, x: [3], y: [3] }]);
    expect(await part({ of: 'loads', columns: ['cpu'], ...everything })).toEqual({
      rows: 0,
      extent: null,
      lines: [{ column: 'cpu', gpu: null, x: [], y: [] }],
    });
  });

  it('is of epochs over the steps that ended them', async () => {
    const score = { loss: 2, accuracy: 0.25 };
    await log(...steps(1, 7), { type: 'epoch', epoch: 0, epochs: 3, train: score, valid: null });
    const { lines } = await part({ of: 'epochs', columns: ['trainLoss', 'epoch'], ...everything });
    expect(lines.map(({ x, y }) => [x, y])).toEqual([
      [[7], [2]],
      [[7], [0]],
    ]);
  });

  it('is of loads over time, also where a clock was set back, and of each GPU by itself', async () => {
    await log(load(0.1, 0.2, 0.3));
    at = 900;
    await log(load(0.4, 0.5, 0.6));
    at = 2000;
    await log(load(0.7));
    const cpu = await part({ of: 'loads', columns: ['cpu'], ...everything });
    expect(cpu.extent).toEqual([1000, 2000]);
    expect(cpu.lines[0]).toMatchObject({ x: [1000, 1000, 2000], y: [0.1, 0.4, 0.7] });
    const gpus = await part({ of: 'gpus', columns: ['utilization'], ...everything });
    expect(gpus.lines).toEqual([
      { column: 'utilization', gpu: { index: 0, name: 'A' }, x: [1000, 1000], y: [0.2, 0.5] },
      { column: 'utilization', gpu: { index: 2, name: 'B' }, x: [1000, 1000], y: [0.3, 0.6] },
    ]);
  });
});

describe('a shelf of series', () => {
  const whole = { of: 'steps', columns: ['trainLoss'], ...everything } as const;

  it('reads on what it has open', async () => {
    const shelf = createSeriesShelf();
    await log(...steps(1, 3));
    const first = await shelf.series(run);
    await log(...steps(4, 6));
    expect((await shelf.part(run, whole)).rows).toBe(6);
    expect(await shelf.series(run)).toBe(first);
    const both = await Promise.all([shelf.part(run, whole), shelf.part(run, whole)]);
    expect(both.map(({ rows }) => rows)).toEqual([6, 6]);
  });

  it('makes room for others, and keeps what was looked at last', async () => {
    await log(...steps(1, 3));
    const other = await home.store.create(arithmeticPlan());
    const shelf = createSeriesShelf(1);
    const first = await shelf.series(run);
    expect(await shelf.series(run)).toBe(first);
    const second = await shelf.series(other);
    expect(await shelf.series(other)).toBe(second);
    expect(await shelf.series(run)).not.toBe(first);
  });
});
