import { describe, expect, it } from 'vitest';
import { findPublished } from '../spaces/index.ts';
import { DEFAULT_CARE, NO_ANNOTATIONS } from '../runs/index.ts';
import type { RunEvent, RunEventBody, RunState } from '../runs/index.ts';
import { TRAIN_PRESETS } from '../train/index.ts';
import { compareRuns } from './compare-runs.ts';
import type { RunToCompare } from './compare-runs.ts';
import { summaryOverSeeds } from './score-summary.ts';

const { genotype } = findPublished('DARTS_V2');
const CONFIG = { batch: 4, weights: { learningRate: { max: 0.1 } } };

/** Events at so many milliseconds each. */
const logged = (...lines: readonly (readonly [at: number, body: RunEventBody])[]): readonly RunEvent[] =>
  lines.map(([at, body], seq) => ({ ...body, seq, at }));
const state = (name: RunState): RunEventBody => ({ type: 'state', state: name, message: null });
const epoch = (index: number, accuracy: number | null): RunEventBody => {
  const valid = accuracy === null ? null : { loss: 1, accuracy };
  return { type: 'epoch', epoch: index, epochs: 2, train: { loss: 1, accuracy: 0.5 }, valid };
};

interface Given {
  readonly seed?: number;
  readonly accuracy?: number;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly events?: readonly RunEvent[];
  readonly data?: string;
}

function training(
  id: string,
  { seed = 0, accuracy, config = CONFIG, events = [], data = 'a' }: Given,
): RunToCompare {
  const result =
    accuracy === undefined
      ? null
      : ({ kind: 'train', test: { loss: 1, accuracy }, best: null, parameters: 10, macs: 20 } as const);
  const record = {
    id,
    kind: 'train',
    title: 'title',
    preset: 'quick',
    config,
    seed,
    data: { name: data, id: `${data} content` },
    genotype,
    space: null,
    parent: null,
    origin: null,
    care: DEFAULT_CARE,
    created: '2026-01-01T00:00:00Z',
    starts: [],
  } as const;
  const summary = {
    run: id,
    kind: 'train',
    title: 'title',
    started: record.created,
    state: result === null ? 'interrupted' : 'finished',
    step: 1,
    steps: 1,
    seconds: null,
    parent: null,
    origin: null,
    preset: 'quick',
    seed: record.seed,
    data: record.data.name,
    annotations: NO_ANNOTATIONS,
    latest: null,
    result,
    problem: null,
  } as const;
  return { record, summary, events };
}

describe('compareRuns', () => {
  it('tells what came out', () => {
    const events = logged(
      [0, state('queued')],
      [5000, state('starting')],
      [6000, { type: 'engine', device: 'cpu', parameters: 10 }],
      [7000, epoch(0, 0.9)],
      [8000, epoch(1, 0.8)],
      [8500, state('interrupted')],
      [60_000, state('starting')],
      [60_500, epoch(2, null)],
      [99_000, state('lost')],
    );
    const { runs, groups } = compareRuns([training('a', { accuracy: 0.7, events })]);
    expect(runs).toMatchObject([
      { testAccuracy: 0.7, bestAccuracy: 0.9, parameters: 10, macs: 20, seconds: 4, settings: {} },
    ]);
    expect(groups).toEqual([]);
  });

  it('does not count the pauses of the run that it goes on from', () => {
    const score = { loss: 1, accuracy: 0.5 };
    const step = (number: number): RunEventBody => ({
      type: 'step',
      ...{ epoch: 0, step: number, steps: 4, train: score, valid: null, learningRate: 0.1, seconds: 1 },
    });
    const events = logged(
      [1000, step(1)],
      [2000, step(2)],
      // The other run was resumed a day later.
      [90_000_000, step(3)],
      [90_000_500, epoch(0, 0.9)],
      [95_000_000, state('queued')],
      [95_000_100, state('starting')],
      [95_001_000, step(4)],
    );
    expect(compareRuns([training('a', { events })]).runs).toMatchObject([{ seconds: 1 + 1 + 0.5 + 0.9 }]);
  });

  it('tells what is known of a run that is not finished', () => {
    const events = logged([0, state('starting')], [1000, { type: 'engine', device: 'cpu', parameters: 7 }]);
    expect(compareRuns([training('a', { events })]).runs).toMatchObject([
      { state: 'interrupted', testAccuracy: null, bestAccuracy: null, parameters: 7, macs: null, seconds: 1 },
    ]);
  });

  it('names the settings that differ, by their paths', () => {
    const slower = { batch: 4, weights: { learningRate: { max: 0.01 } }, ema: { decay: 0.9 } };
    const { runs } = compareRuns([
      training('a', { config: { ...CONFIG, ema: null } }),
      training('b', { config: slower }),
    ]);
    expect(runs.map(({ settings }) => settings)).toEqual([
      { 'weights.learningRate.max': 0.1, 'ema.decay': null },
      { 'weights.learningRate.max': 0.01, 'ema.decay': 0.9 },
    ]);
  });

  it('names what they were computed with, on what and of which cell, where that differs', () => {
    const environment = {
      app: '1',
      node: '20',
      platform: 'linux-x64',
      engine: 'TensorFlow',
      device: 'cpu',
      deviceName: 'a',
      threads: 2,
      notes: [],
      host: 'h',
      cpu: 'a',
      memoryBytes: 1,
      memory: null,
    } as const;
    const started = (id: string, devices: readonly ('cpu' | 'gpu')[], data = 'a'): RunToCompare => {
      const run = training(id, { accuracy: 0.5, data });
      const starts = devices.map((device) => ({
        at: '2026-01-01T00:00:00Z',
        fromStep: 0,
        environment: { ...environment, device },
      }));
      return { ...run, record: { ...run.record, starts } };
    };
    expect(compareRuns([started('a', ['cpu']), started('b', ['cpu', 'cpu'])]).differences).toEqual([]);
    expect(
      compareRuns([started('a', ['cpu']), started('b', ['cpu', 'gpu'], 'b'), started('c', [])]).differences,
    ).toMatchObject([
      { name: 'data.name', values: ['a', 'b', 'a'] },
      { name: 'data.content', values: ['a content', 'b content', 'a content'] },
      ...['app', 'engine'].map((key) => ({ name: `environment.${key}` })),
      { name: 'environment.device', values: ['cpu', ['cpu', 'gpu'], null] },
      ...Array.from({ length: 8 }, () => ({ name: expect.stringMatching(/^environment\./) })),
    ]);
  });

  it('compares two groups, and no more', () => {
    const trained = (id: string, [seed, accuracy]: readonly [number, number], batch: number) =>
      training(id, { seed, accuracy, config: { ...CONFIG, batch } });
    const two = [
      trained('a', [0, 0.91], 4),
      trained('b', [1, 0.92], 4),
      trained('c', [2, 0.93], 4),
      trained('d', [0, 0.88], 8),
      trained('e', [1, 0.9], 8),
      trained('f', [2, 0.885], 8),
      trained('g', [3, 0.91], 8),
    ];
    const { comparisons, groups } = compareRuns(two);
    expect(groups.map(({ n }) => n)).toEqual([3, 4]);
    expect(comparisons).toMatchObject([{ group: 'a', against: 'd', testLoss: null }]);
    // scipy 1.17.1: stats.ttest_ind(a, b, equal_var=False).pvalue.
    expect(comparisons[0]?.testAccuracy?.p).toBeCloseTo(0.03298152881853163, 10);
    const three = [...two, trained('h', [0, 0.5], 16), trained('i', [1, 0.6], 16)];
    expect(compareRuns(three).comparisons).toEqual([]);
  });

  it('takes forks for one group only if they went on from the same checkpoint', () => {
    const forked = (id: string, seed: number, step: number): RunToCompare => {
      const run = training(id, { seed, accuracy: 0.5 });
      return { ...run, record: { ...run.record, origin: { kind: 'fork', run: 'parent', step } } };
    };
    const { groups } = compareRuns([
      training('plain', { seed: 9, accuracy: 0.5 }),
      forked('a', 0, 10),
      forked('b', 1, 10),
      forked('c', 2, 20),
    ]);
    expect(groups.map(({ runs }) => runs)).toEqual([['a', 'b']]);
  });

  it('knows what an older record does not say', () => {
    const now: Readonly<Record<string, unknown>> = { ...TRAIN_PRESETS.tiny.config };
    const { precision: _, ...before } = now;
    const [newer, older] = [
      { seed: 0, accuracy: 0.5, config: now },
      { seed: 1, accuracy: 0.5, config: before },
    ];
    const { runs, groups } = compareRuns([training('a', newer), training('b', older)]);
    expect(runs.map(({ settings }) => settings)).toEqual([{}, {}]);
    expect(groups).toHaveLength(1);
  });

  it('groups finished runs that differ only in their seed', () => {
    const { groups } = compareRuns([
      training('a', { seed: 0, accuracy: 0.5 }),
      training('other settings', { seed: 1, accuracy: 0.1, config: { ...CONFIG, batch: 8 } }),
      training('b', { seed: 1, accuracy: 0.7 }),
      training('other data', { seed: 2, accuracy: 0.1, data: 'b' }),
      training('not finished', { seed: 3 }),
      training('the same seed again', { seed: 0, accuracy: 0.5 }),
    ]);
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ runs: ['a', 'b'], seeds: [0, 1], n: 2, bestAccuracy: null });
    expect(groups[0]?.testAccuracy?.mean).toBeCloseTo(0.6, 12);
    expect(groups[0]?.testAccuracy?.deviation).toBeCloseTo(Math.SQRT2 / 10, 12);
  });
});

describe('the summary of an evaluation', () => {
  const tested = (...of: readonly Given[]) =>
    of.map((given, i) => ({
      record: training(`run-${i}`, given).record,
      score: { loss: 1, accuracy: given.accuracy ?? 0 },
    }));

  it('is over runs that differ only in their seed, each seed once', () => {
    const { summary, problem } = summaryOverSeeds(
      tested({ seed: 0, accuracy: 0.5 }, { seed: 1, accuracy: 0.7 }, { seed: 0, accuracy: 0.5 }),
    );
    expect(problem).toBeNull();
    expect(summary).toMatchObject({ n: 2, accuracy: { mean: 0.6 } });
  });

  it.each([
    ['other settings', { seed: 1, config: { ...CONFIG, batch: 8 } }],
    ['other data', { seed: 1, data: 'b' }],
  ])('is left out for runs with %s', (_, other) => {
    expect(summaryOverSeeds(tested({ seed: 0 }, other))).toEqual({
      summary: null,
      problem: expect.stringMatching(/differ in more than their seed; .* runs compare run-0 run-1$/),
    });
  });

  it('is left out for the same run again', () => {
    expect(summaryOverSeeds(tested({ seed: 3 }, { seed: 3 }))).toEqual({
      summary: null,
      problem: expect.stringContaining('the runs are the same'),
    });
  });
});
