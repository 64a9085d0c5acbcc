import { describe, expect, it } from 'vitest';
import { tinyCorpus } from '../../../test/support/tiny-corpus.ts';
import { createTfjsExecutor } from '../../engine/index.ts';
import { findPublishedRecurrent, RECURRENT_SPACES } from '../../spaces/index.ts';
import type { Snapshot } from '../events.ts';
import type { TrainEvent, TrainResult } from '../loop.ts';
import { languageCosts } from './costs.ts';
import { createLanguageLoop, triggers } from './loop.ts';
import { languageTrainingSchema } from './settings.ts';

const { primitives } = RECURRENT_SPACES['darts-rnn'];
const V2 = findPublishedRecurrent('RNN_DARTS_V2');
if (V2 === null) throw new Error('it is published');
const cell = { kind: 'derived', genotype: V2.genotype, primitives } as const;
const executor = await createTfjsExecutor();

const settings = (changes: Readonly<Record<string, unknown>> = {}) =>
  languageTrainingSchema.parse({
    network: { kind: 'language', units: 6, dropout: { embedding: 0.1 } },
    ...{ batch: 4, epochs: 2, length: 6, evaluationBatch: 2, testBatch: 1 },
    weights: { learningRate: 1, weightDecay: 1e-4 },
    ...changes,
  });

interface Whole {
  readonly events: readonly TrainEvent[];
  readonly result: TrainResult;
}

/** Runs a training to its end; `at` is asked after each event whether a snapshot is wanted. */
async function train(
  config = settings(),
  { restore = null, at = -1 }: { restore?: Snapshot | null; at?: number } = {},
): Promise<Whole & { readonly snapshot: Snapshot | null }> {
  const data = { corpus: tinyCorpus() };
  const loop = await createLanguageLoop({ config, cell, data, executor, seed: 3, restore });
  const events: TrainEvent[] = [];
  let snapshot: Snapshot | null = null;
  const all = loop.events();
  for (;;) {
    const next = await all.next();
    if (next.done === true) {
      await loop.dispose();
      return { events, result: next.value, snapshot };
    }
    events.push(next.value);
    if (events.length - 1 === at) snapshot = await loop.snapshot();
  }
}

describe('createLanguageLoop', () => {
  it('learns which word follows which', async () => {
    const { events, result } = await train(settings({ epochs: 12, averaging: null }));
    const epochs = events.filter((event) => event.type === 'epoch');
    expect(epochs).toHaveLength(12);
    expect(epochs[0]?.valid?.loss).toBeGreaterThan(epochs.at(-1)?.valid?.loss ?? Infinity);
    // Seven words that are equally likely: log 7.
    expect(result.test.loss).toBeLessThan(Math.log(7));
    expect(result.best).toMatchObject({
      loss: Math.min(...epochs.map(({ valid }) => valid?.loss ?? Infinity)),
    });
  });

  it('goes on to the same bits from wherever it was saved, averaging included', async () => {
    const config = settings({
      epochs: 4,
      averaging: { nonMonotone: 1 },
      weights: { learningRate: 30, weightDecay: 0 },
    });
    const whole = await train(config);
    const epochs = whole.events.flatMap((event, i) => (event.type === 'epoch' ? [i] : []));
    for (const at of [2, epochs[0] ?? 0, (epochs[2] ?? 0) + 1]) {
      const { snapshot } = await train(config, { at });
      const rest = await train(config, {
        restore: snapshot,
      });
      expect(rest.events).toEqual(whole.events.slice(at + 1));
      expect(rest.result).toEqual(whole.result);
    }
  });

  it('gives in parts what it gives as a whole, but for the masks', async () => {
    const dropout = { embedding: 0, input: 0, x: 0, hidden: 0, output: 0 };
    const without = { network: { kind: 'language', units: 6, dropout } };
    const [whole, parts] = [
      await train(settings(without)),
      await train(settings({ ...without, accumulate: 2 })),
    ];
    const losses = ({ events }: Whole) => events.map(({ train: { loss } }) => loss);
    losses(parts).forEach((loss, i) => expect(loss).toBeCloseTo(losses(whole)[i] ?? NaN, 4));
    expect(parts.result.test.loss).toBeCloseTo(whole.result.test.loss, 4);
  });

  it('says so when it diverges', async () => {
    const wild = settings({ weights: { learningRate: 1e30, weightDecay: 0, clip: null } });
    await expect(train(wild)).rejects.toThrow(
      /The loss is no number any more after \d+ steps: the training has diverged\./,
    );
  });

  it('refuses a text that is too short, before anything is computed', async () => {
    await expect(train(settings({ batch: 100 }))).rejects.toThrow(/too short to be read in 100 columns/);
    await expect(train(settings({ evaluationBatch: 40 }))).rejects.toThrow(
      /too short to be read in 40 columns/,
    );
  });
});

it('averaging begins when a loss is above the best of all but the last few', () => {
  expect(triggers([3, 2], 9, 2)).toBe(false);
  expect(triggers([3, 2, 2], 3.1, 2)).toBe(true);
  expect(triggers([3, 2, 1], 2.9, 2)).toBe(false);
  expect(triggers([1, 2, 2, 2, 2, 2], 1.5, 5)).toBe(true);
});

it.each([
  [{ name: 'RNN_DARTS_V1', units: 850, vocabulary: 10_000, params: 22_960_000 }],
  [{ name: 'RNN_DARTS_V2', units: 850, vocabulary: 10_000, params: 22_960_000 }],
  [{ name: 'RNN_ENAS', units: 850, vocabulary: 10_000, params: 27_295_000 }],
  [{ name: 'RNN_DARTS_V1', units: 700, vocabulary: 33_278, params: 33_127_878 }],
  [{ name: 'RNN_DARTS_V2', units: 700, vocabulary: 33_278, params: 33_127_878 }],
  [{ name: 'RNN_ENAS', units: 700, vocabulary: 33_278, params: 36_067_878 }],
])('%j', ({ name, units, vocabulary, params }) => {
  const found = findPublishedRecurrent(name);
  if (found === null) throw new Error('it is published');
  const config = { ...settings(), network: { ...settings().network, units } };
  const cost = languageCosts({
    cell: { kind: 'derived', genotype: found.genotype, primitives },
    ...{ vocabulary, config, fused: false },
  });
  expect(cost.params).toBe(params);
  expect(cost.macsOfDecoder).toBe(vocabulary * units);
  expect(cost.macsOfCell).toBe(cost.cell);
});
