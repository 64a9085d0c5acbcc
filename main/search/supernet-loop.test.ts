import { describe, expect, it } from 'vitest';
import { pixelsIn } from '../../test/support/pixels.ts';
import { recordingExecutor } from '../../test/support/recording-executor.ts';
import { runLoop } from '../../test/support/run-loop.ts';
import { TINY_SPACE, tinyData } from '../../test/support/tiny-data.ts';
import { createTfjsExecutor } from '../engine/index.ts';
import { deriveGenotype } from '../spaces/index.ts';
import type { Loop } from '../train/index.ts';
import { searchConfigSchema } from './config.ts';
import type { SearchDetail, SearchEvent, SearchResult } from './events.ts';
import { createSearchLoop } from './open.ts';
import type { SearchOptions } from './open.ts';

const executor = await createTfjsExecutor();
const data = tinyData({ train: 12, test: 3 });
const settings = {
  space: 'tiny',
  method: { name: 'darts', options: { alphas: { learningRate: 0.1 } } },
  network: { initChannels: 2, cells: 3 },
  batch: 4,
  epochs: 2,
  weights: { learningRate: { max: 0.1 }, weightDecay: 3e-4 },
  augment: {},
  // Five for the weights, in batches of four and one; six for the alphas.
  images: 11,
  evaluationBatch: 4,
  evaluateEvery: 2,
};
const config = searchConfigSchema.parse(settings);

const open = (changed: Partial<SearchOptions> = {}): Promise<Loop<SearchEvent, SearchResult>> =>
  createSearchLoop({ config, space: TINY_SPACE, data, executor, seed: 1, restore: null, ...changed });

const whole = await runLoop(await open());
const details = whole.events.flatMap((event): SearchDetail[] => ('detail' in event ? [event.detail] : []));

describe('createSearchLoop', () => {
  it('tells the alphas at the start, the steps, and each epoch with its alphas', () => {
    const kinds = whole.events.map((event) => (event.type === 'step' ? event.step : event.type));
    expect(kinds).toEqual(['start', 1, 2, 'epoch', 3, 4, 'epoch']);
    expect(whole.events[1]).toMatchObject({ epoch: 0, steps: 4, learningRate: 0.1 });
    expect(whole.events[1]).toHaveProperty('valid.loss', expect.any(Number));
  });

  it('gives alphas by edge and primitive, and the cell that they stand for', () => {
    expect(details).toHaveLength(3);
    for (const { alphas, genotype } of details) {
      expect(alphas.normal.map((row) => row.length)).toEqual([3, 3]);
      expect(genotype).toEqual(deriveGenotype(TINY_SPACE, alphas));
    }
    expect(details[1]?.alphas).not.toEqual(details[0]?.alphas);
    expect(whole.result).toEqual(details[2]);
  });

  it('scores the supernet when it is asked to', () => {
    const epochs = whole.events.filter((event) => event.type === 'epoch');
    expect(epochs.map(({ valid }) => valid === null)).toEqual([true, false]);
  });

  it('scores nothing where no evaluation is wanted', async () => {
    const never = searchConfigSchema.parse({ ...settings, evaluateEvery: null });
    const recorded = recordingExecutor(executor);
    const { events, result } = await runLoop(await open({ config: never, executor: recorded.executor }));
    expect(result).toEqual(whole.result);
    expect(events.flatMap((event) => (event.type === 'epoch' ? [event.valid] : []))).toEqual([null, null]);
    expect(recorded.runs.some(({ program }) => program.startsWith('evaluate'))).toBe(false);
    expect(recorded.open()).toBe(0);
  });
});

describe('the images', () => {
  const pixels = 16;
  const { train, statistics } = data.dataset;
  const images = pixelsIn(train);
  /** Which images of the training set a fed batch holds. */
  const membersOf = (fed: Float32Array): number[] =>
    Array.from({ length: fed.length / pixels }, (_, i) => {
      const raw = Array.from(fed.subarray(i * pixels, (i + 1) * pixels), (value) =>
        Math.round(255 * (value * (statistics.deviation[0] ?? 0) + (statistics.mean[0] ?? 0))),
      );
      return Array.from({ length: 12 }, (__, k) => k).findIndex((k) =>
        raw.every((value, p) => images[k * pixels + p] === value),
      );
    });
  const fedTo = async (program: string, feed: string): Promise<number[][]> => {
    const recorded = recordingExecutor(executor);
    await runLoop(await open({ executor: recorded.executor }));
    const calls = recorded.runs.filter((call) => call.program.startsWith(program));
    return calls.map(({ feeds }) => membersOf(Float32Array.from(feeds[feed] ?? [])));
  };
  const sorted = (members: readonly number[]) => [...members].sort((a, b) => a - b);

  it('of the weights are the first half, all of them in each epoch, in a new order', async () => {
    const [first = [], second = [], third = [], fourth = []] = await fedTo('weightStep', 'images');
    expect([first, second, third, fourth].map((batch) => batch.length)).toEqual([4, 1, 4, 1]);
    expect(sorted([...first, ...second])).toEqual([0, 1, 2, 3, 4]);
    expect(sorted([...third, ...fourth])).toEqual([0, 1, 2, 3, 4]);
    expect([...third, ...fourth]).not.toEqual([...first, ...second]);
  });

  it('of the alphas are drawn anew from the second half in each step', async () => {
    const batches = await fedTo('alphaStep', 'valid.images');
    expect(batches).toHaveLength(4);
    for (const batch of batches) {
      expect(new Set(batch).size).toBe(4);
      expect(batch.every((member) => member >= 5 && member < 11)).toBe(true);
    }
    expect(new Set(batches.map((batch) => batch.join())).size).toBe(4);
  });
});

it('searches and scores with images of the size of the view', async () => {
  const recorded = recordingExecutor(executor);
  const viewed = { augment: { resizedCrop: { size: 8 } }, view: { resize: 9, crop: 8 }, epochs: 1 };
  await runLoop(
    await open({ config: searchConfigSchema.parse({ ...settings, ...viewed }), executor: recorded.executor }),
  );
  const fed = (program: string, feed: string) =>
    recorded.runs.flatMap((one) => (one.program.startsWith(program) ? [one.feeds[feed]?.length] : []));
  expect(fed('weightStep', 'images')).toEqual([4 * 64, 64]);
  expect(fed('alphaStep', 'valid.images')).toEqual([4 * 64, 4 * 64]);
});

describe('a snapshot', () => {
  // At the start; in the middle of an epoch; after its last step, before it is told; right after it is told; at the end.
  it.each([1, 2, 3, 4, 7])('after %i events goes on to the same bits', async (stop) => {
    const before = await runLoop(await open(), stop);
    const carried: unknown = JSON.parse(JSON.stringify(before.snapshot.carried));
    const after = await runLoop(await open({ restore: { ...before.snapshot, carried } }));
    // The start is told again where no step was made.
    expect(after.events).toEqual(whole.events.slice(stop === 1 ? 0 : stop));
    expect(after.result).toEqual(whole.result);
    expect(after.snapshot).toEqual(whole.snapshot);
  });

  it('of another search is refused, and nothing is left open', async () => {
    const recorded = recordingExecutor(executor);
    const wider = { ...TINY_SPACE, primitives: TINY_SPACE.primitives.slice(0, 2) };
    const opening = open({ space: wider, restore: whole.snapshot, executor: recorded.executor });
    await expect(opening).rejects.toMatchObject({ code: 'train/foreign-snapshot' });
    expect(recorded.open()).toBe(0);
  });
});

it('is another run with another seed', async () => {
  expect((await runLoop(await open({ seed: 2 }), 1)).events).not.toEqual(whole.events.slice(0, 1));
});

describe('a divided batch', () => {
  // Six for the weights, in batches of four and two; six for the alphas.
  const divided = (order: string) =>
    searchConfigSchema.parse({
      ...settings,
      method: { name: 'darts', options: { order, alphas: {} } },
      images: 12,
      accumulate: 2,
    });

  it.each(['first', 'second'])('of the %s order goes on from a snapshot to the same bits', async (order) => {
    const entire = await runLoop(await open({ config: divided(order) }));
    const before = await runLoop(await open({ config: divided(order) }), 3);
    const after = await runLoop(await open({ config: divided(order), restore: before.snapshot }));
    expect(after.events).toEqual(entire.events.slice(3));
    expect(after.snapshot).toEqual(entire.snapshot);
  });

  it('that leaves a rest is refused, as are devices that are not there', async () => {
    const recorded = recordingExecutor(executor);
    const refused = (division: object) =>
      open({ config: searchConfigSchema.parse({ ...settings, ...division }), executor: recorded.executor });
    await expect(refused({ accumulate: 2 })).rejects.toMatchObject({ code: 'train/uneven-batch' });
    await expect(refused({ devices: 4 })).rejects.toMatchObject({ code: 'train/too-few-gpus' });
    expect(recorded.open()).toBe(0);
  });

  // Eight for the weights, three for the alphas: no batch of theirs is divided by two.
  const few = { accumulate: 2, trainPortion: 0.73 };

  it("of too few images for the alphas is refused by what changes their number, not the weights' last batch", async () => {
    const opening = open({ config: searchConfigSchema.parse({ ...settings, ...few }) });
    await expect(opening).rejects.toMatchObject({ code: 'train/uneven-batch', data: { batch: 3 } });
    await expect(opening).rejects.toThrow(/trainPortion/);
    await expect(opening).rejects.not.toThrow(/partialBatch/);
  });

  it.each([{ name: 'singleLevel' }, { name: 'randomSharing', options: { candidates: 2, finalists: 2 } }])(
    'is that of the weights alone where no alphas are trained: $name',
    async (method) => {
      const loop = await open({ config: searchConfigSchema.parse({ ...settings, ...few, method }) });
      const { events } = await runLoop(loop);
      expect(events.filter(({ type }) => type === 'step')).toHaveLength(4);
    },
  );
});
