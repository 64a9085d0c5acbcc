import { describe, expect, it } from 'vitest';
import { recordingExecutor } from '../../../test/support/recording-executor.ts';
import { TINY_SPACE, tinyData } from '../../../test/support/tiny-data.ts';
import { createTfjsExecutor } from '../../engine/index.ts';
import { deriveGenotype, SPACES } from '../../spaces/index.ts';
import type { EpochEvent } from '../../train/index.ts';
import type { SearchDetail, SearchEvent } from '../events.ts';
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
