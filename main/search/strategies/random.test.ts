import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recordingExecutor } from '../../../test/support/recording-executor.ts';
import { TINY_SPACE, tinyData } from '../../../test/support/tiny-data.ts';
import { createRng } from '../../base/rng.ts';
import { createTfjsExecutor } from '../../engine/index.ts';
import type { Executor } from '../../engine/index.ts';
import { deriveGenotype, SPACES } from '../../spaces/index.ts';
import type { EpochEvent, Snapshot } from '../../train/index.ts';
import type { SearchDetail, SearchEvent, SearchResult } from '../events.ts';
import { randomGenotype } from '../random-cell.ts';
import { searchSettingsSchema } from '../settings.ts';
import type { SearchMaterials } from '../strategy.ts';
import { random } from './random.ts';

const tfjs = await createTfjsExecutor();
const materials = (changed: Partial<SearchMaterials> = {}): SearchMaterials => ({
  config: searchSettingsSchema.parse({
    network: { initChannels: 2, cells: 3 },
    batch: 4,
    epochs: 2,
    weights: { learningRate: { max: 0.1 }, weightDecay: 3e-4 },
    augment: {},
    // Eight to train on, four to score.
    trainPortion: 2 / 3,
    evaluationBatch: 4,
  }),
  space: TINY_SPACE,
  data: tinyData({ train: 12, test: 3 }),
  executor: tfjs,
  seed: 1,
  restore: null,
  ...changed,
});

async function ran(samples: number, changed: Partial<SearchMaterials> = {}) {
  const recorded = recordingExecutor(changed.executor ?? tfjs);
  const loop = await random.open(materials({ ...changed, executor: recorded.executor }), { samples });
  const running = loop.events();
  const events: SearchEvent[] = [];
  let next = await running.next();
  for (; next.done !== true; next = await running.next()) events.push(next.value);
  await loop.dispose();
  const { runs } = recorded;
  return { events, result: next.value, runs, parameters: loop.parameters, open: recorded.open() };
}

const isEpoch = (event: SearchEvent): event is EpochEvent<SearchDetail> => event.type === 'epoch';

describe('one sample', () => {
  it('is drawn by the seed, and nothing is computed', async () => {
    const { events, result, runs, parameters } = await ran(1, { space: SPACES.darts });
    expect(events).toEqual([{ type: 'start', detail: result }]);
    expect(runs).toEqual([]);
    expect(parameters).toBeGreaterThan(0);
    expect((await ran(1, { space: SPACES.darts })).result).toEqual(result);
    expect((await ran(1, { space: SPACES.darts, seed: 2 })).result).not.toEqual(result);
  });

  it('comes with alphas that stand for it', async () => {
    const { genotype, alphas } = (await ran(1, { space: SPACES.darts })).result;
    expect(deriveGenotype(SPACES.darts, alphas)).toEqual(genotype);
  });
});

describe('several samples', () => {
  it('are trained one after the other, and told as one run', async () => {
    const { events, runs, open } = await ran(3);
    const told = events.map((event) => (event.type === 'step' ? event.step : event.type));
    expect(told).toEqual([
      'start',
      ...[1, 2, 'epoch', 3, 4, 'epoch'],
      ...[5, 6, 'epoch', 7, 8, 'epoch'],
      ...[9, 10, 'epoch', 11, 12, 'epoch'],
    ]);
    expect(events.at(1)).toMatchObject({ epoch: 0, steps: 12, learningRate: 0.1 });
    // The rate of each sample begins anew.
    expect(events.at(7)).toMatchObject({ epoch: 2, steps: 12, learningRate: 0.1 });
    expect(events.filter(isEpoch).map(({ epoch, epochs }) => [epoch, epochs])).toEqual(
      [0, 1, 2, 3, 4, 5].map((epoch) => [epoch, 6]),
    );
    expect(runs.filter(({ program }) => program.startsWith('trainStep'))).toHaveLength(12);
    expect(open).toBe(0);
  });

  it('see the same batches of the weights part, and are scored on the rest', async () => {
    const { runs } = await ran(2);
    const fed = (program: string) =>
      runs.filter((call) => call.program === program).map(({ feeds }) => feeds);
    const steps = fed('trainStep@4').map(({ labels }) => labels);
    expect(steps).toHaveLength(8);
    expect(steps.slice(4)).toEqual(steps.slice(0, 4));
    const scored = fed('evaluate@4').map(({ images }) => images);
    expect(scored).toHaveLength(4);
    for (const images of scored) expect(images).toEqual(scored[0]);
    const trained = new Set(fed('trainStep@4').flatMap(({ images }) => [...(images ?? [])]));
    expect([...(scored[0] ?? [])].every((value) => trained.has(value))).toBe(false);
  });

  it('differ, and the most accurate is the result; of equals the first', async () => {
    const { events, result } = await ran(8, { data: tinyData({ train: 60, test: 3 }) });
    const lasts = events.filter(isEpoch).filter(({ epoch }) => epoch % 2 === 1);
    const scores = lasts.map(({ valid }) => valid?.accuracy ?? Number.NaN);
    const best = scores.indexOf(Math.max(...scores));
    expect(new Set(scores).size).toBeGreaterThan(1);
    expect(result).toEqual(lasts[best]?.detail);
    expect(new Set(lasts.map(({ detail }) => JSON.stringify(detail.genotype))).size).toBeGreaterThan(1);
    // The first sample is the one that is drawn alone.
    expect(lasts[0]?.detail).toEqual((await ran(1)).result);
  });
});

describe('samples that do not fit the images', () => {
  // Sides of 6 halve to 3 in the first reduction cell, and the identity does not halve those in the second.
  const odd = searchSettingsSchema.parse({ ...materials().config, view: { resize: 7, crop: 6 } });
  const fits = (seed: number, sample: number) =>
    randomGenotype(TINY_SPACE, createRng(seed, 'random cell', sample)).reduction.edges.every(
      ({ primitive }) => primitive !== 'skip_connect',
    );
  const seedWhere = (...fitting: readonly boolean[]): number =>
    Array.from({ length: 1000 }, (_, seed) => seed).findIndex((seed) =>
      fitting.every((wanted, sample) => fits(seed, sample) === wanted),
    );

  it.each([
    [1, seedWhere(false)],
    [2, seedWhere(true, false)],
  ])('are refused before anything is trained: %i', async (samples, seed) => {
    const recorded = recordingExecutor(tfjs);
    const opening = random.open(materials({ config: odd, seed, executor: recorded.executor }), { samples });
    await expect(opening).rejects.toMatchObject({ code: 'nn/odd-size', data: { height: 3, width: 3 } });
    expect(recorded.open()).toBe(0);
  });

  it('are none where all of them fit', async () => {
    const { events } = await ran(2, { config: odd, seed: seedWhere(true, true) });
    expect(events.filter(isEpoch)).toHaveLength(4);
  });
});

describe('a sample that diverges', () => {
  interface Poison {
    readonly sample: number;
    /** Updates of that sample before its weights are no numbers any more. */
    readonly after: number;
    readonly evaluateEvery: number;
  }

  /** An executor that spoils a sample's weights. */
  function poisoned({ sample, after }: Poison, from: { sample: number; step: number }): Executor {
    let [number, begun] = [from.sample, from.step];
    return {
      title: tfjs.title,
      fuses: tfjs.fuses,
      describe: () => tfjs.describe(),
      async load(bundle) {
        const executable = await tfjs.load(bundle);
        const isIll = number === sample;
        let steps = begun;
        [number, begun] = [number + 1, 0];
        return {
          read: (variable) => executable.read(variable),
          write: (variable, value) => executable.write(variable, value),
          dispose: () => executable.dispose(),
          async run(program, feeds) {
            const fetched = await executable.run(program, feeds);
            if (program.startsWith('trainStep')) steps += 1;
            if (isIll && program.startsWith('trainStep') && steps === after) {
              const [size = 0] = bundle.variables['weights']?.shape ?? [];
              await executable.write('weights', new Float32Array(size).fill(Number.NaN));
            }
            return fetched;
          },
        };
      },
    };
  }

  const carriedSchema = z.object({ scores: z.array(z.unknown()), step: z.int() });

  interface Trial {
    readonly events: readonly SearchEvent[];
    readonly snapshots: readonly Snapshot[];
    readonly result: SearchResult;
  }

  async function tried(poison: Poison, restore: Snapshot | null = null): Promise<Trial> {
    const { scores, step } = carriedSchema.parse(restore?.carried ?? { scores: [], step: 0 });
    const config = { ...materials().config, evaluateEvery: poison.evaluateEvery };
    const executor = poisoned(poison, { sample: scores.length, step });
    const loop = await random.open(materials({ config, executor, restore }), { samples: 3 });
    const running = loop.events();
    const events: SearchEvent[] = [];
    const snapshots: Snapshot[] = [];
    let next = await running.next();
    for (; next.done !== true; next = await running.next()) {
      events.push(next.value);
      const { carried, ...rest } = await loop.snapshot();
      snapshots.push({ ...rest, carried: JSON.parse(JSON.stringify(carried)) });
    }
    await loop.dispose();
    return { events, snapshots, result: next.value };
  }

  // Of three samples of two epochs of two steps: what is told, the steps and epochs of the whole as the last events tell them.
  const CASES = [
    // In the middle of an epoch: that epoch is told with its one step.
    { sample: 1, after: 3, evaluateEvery: 1, told: [2, 1], steps: 11, epochs: 6 },
    // Between two epochs, of which the first is not scored: nothing of the second is told.
    { sample: 1, after: 2, evaluateEvery: 2, told: [2], steps: 10, epochs: 5 },
    // Found when the first epoch is scored, or the last.
    { sample: 0, after: 2, evaluateEvery: 1, told: [2], steps: 10, epochs: 5 },
    { sample: 2, after: 4, evaluateEvery: 1, told: [2, 2], steps: 12, epochs: 6 },
    // Of the last one, in the middle.
    { sample: 2, after: 1, evaluateEvery: 1, told: [1], steps: 9, epochs: 5 },
  ];

  it.each(CASES)('after $after steps of sample $sample is given up, and the search goes on', async (one) => {
    const { events, result } = await tried(one);
    const whole = [2, 2];
    const rows = [0, 1, 2].flatMap((sample) => (sample === one.sample ? one.told : whole));
    const kinds = events.map(({ type }) => type);
    const row = (steps: number) => [...new Array<string>(steps).fill('step'), 'epoch'];
    expect(kinds).toEqual(['start', ...rows.flatMap(row)]);
    const steps = events.flatMap((event) => (event.type === 'step' ? [event] : []));
    const epochs = events.filter(isEpoch);
    expect(steps.map(({ step }) => step)).toEqual(steps.map((_, i) => i + 1));
    expect(epochs.map(({ epoch }) => epoch)).toEqual(epochs.map((_, i) => i));
    expect([steps.length, epochs.length, epochs.at(-1)?.epochs]).toEqual([one.steps, one.epochs, one.epochs]);
    if (one.sample < 2) expect(steps.at(-1)?.steps).toBe(one.steps);
    for (const { train, valid } of [...steps, ...epochs])
      expect(Number.isFinite(train.loss) && Number.isFinite(valid?.loss ?? 0)).toBe(true);
    const lost = epochs[2 * one.sample + one.told.length - 1];
    expect(lost?.valid).toBeNull();
    const last = steps.filter(({ epoch }) => epoch === lost?.epoch);
    const mean = last.reduce((sum, { train }) => sum + train.loss, 0) / last.length;
    expect(lost?.train.loss).toBeCloseTo(mean, 10);
    const ends = epochs.filter((event, i) => event !== lost && epochs[i + 1]?.detail !== event.detail);
    const scores = ends.map(({ valid }) => valid?.accuracy ?? Number.NaN);
    expect(scores).toHaveLength(2);
    expect(result).toEqual(ends[scores.indexOf(Math.max(...scores))]?.detail);
  });

  it.each(CASES)('after $after steps of sample $sample: resumed, to the same bits', async (one) => {
    const whole = await tried(one);
    // What was told of it last comes after the start, the samples before, and all else of its own.
    const lost = 6 * one.sample + one.told.reduce((sum, steps) => sum + steps + 1, 0);
    for (const [i, restore] of whole.snapshots.slice(lost - 2, lost + 2).entries()) {
      const rest = await tried(one, restore);
      // The start is told again where no step was made.
      expect(rest.events).toEqual(whole.events.slice(restore.step === 0 ? 0 : lost - 1 + i));
      expect(rest.result).toEqual(whole.result);
      if (rest.snapshots.length > 0) expect(rest.snapshots.at(-1)).toEqual(whole.snapshots.at(-1));
    }
  });

  it('like all others leaves nothing to choose', async () => {
    const config = searchSettingsSchema.parse({
      ...materials().config,
      weights: { learningRate: { max: 1e30 }, weightDecay: 0, clip: null },
    });
    await expect(ran(2, { config })).rejects.toMatchObject({ code: 'search/all-diverged' });
  });
});
