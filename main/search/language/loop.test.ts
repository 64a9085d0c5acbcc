import { describe, expect, it } from 'vitest';
import { tinyCorpus } from '../../../test/support/tiny-corpus.ts';
import type { Corpus } from '../../data/index.ts';
import { createTfjsExecutor } from '../../engine/index.ts';
import type { Executor } from '../../engine/index.ts';
import { isRecurrent, RECURRENT_SPACES } from '../../spaces/index.ts';
import { languageCosts } from '../../train/index.ts';
import type { Snapshot } from '../../train/index.ts';
import type { SearchEvent, SearchResult } from '../events.ts';
import { languageSearchSchema } from './config.ts';
import { createLanguageSearch } from './loop.ts';
import { statisticsFeeds } from './updates.ts';

const executor = await createTfjsExecutor();
const SPACE = { ...RECURRENT_SPACES['darts-rnn'], intermediateNodes: 2, concatNodes: 2 };

const settings = (order: 'first' | 'second', changes: Readonly<Record<string, unknown>> = {}) =>
  languageSearchSchema.parse({
    space: 'darts-rnn',
    method: { name: 'darts', options: { order } },
    network: { kind: 'language', units: 4 },
    ...{ batch: 5, epochs: 2, length: 5, evaluationBatch: 2 },
    weights: { learningRate: 1, weightDecay: 1e-4 },
    ...changes,
  });

/** A corpus of which every part is there two times over. */
function twice(corpus: Corpus): Corpus {
  const doubled = (tokens: Int32Array): Int32Array => Int32Array.of(...tokens, ...tokens);
  const { train, valid, test } = corpus;
  return { ...corpus, train: doubled(train), valid: doubled(valid), test: doubled(test) };
}

async function search(
  order: 'first' | 'second',
  {
    restore = null,
    at = -1,
    changes = {},
    corpus = tinyCorpus(),
  }: {
    restore?: Snapshot | null;
    at?: number;
    changes?: Readonly<Record<string, unknown>>;
    corpus?: Corpus;
  } = {},
) {
  const gradients: (readonly number[])[] = [];
  const watched: Executor = {
    ...executor,
    async load(bundle) {
      const executable = await executor.load(bundle);
      const run = executable.run.bind(executable);
      executable.run = async (program, feeds) => {
        const told = await run(program, feeds);
        if (told['gradient'] !== undefined) gradients.push(Array.from(told['gradient']));
        return told;
      };
      return executable;
    },
  };
  const loop = await createLanguageSearch({
    config: settings(order, changes),
    space: SPACE,
    data: { corpus },
    ...{ executor: watched, seed: 1, restore },
  });
  const events: SearchEvent[] = [];
  let snapshot: Snapshot | null = null;
  const all = loop.events();
  for (;;) {
    const next = await all.next();
    if (next.done === true) {
      await loop.dispose();
      const result: SearchResult = next.value;
      return { events, result, snapshot, gradients };
    }
    events.push(next.value);
    if (events.length - 1 === at) snapshot = await loop.snapshot();
  }
}

describe.each(['first', 'second'] as const)('the search of %s order', (order) => {
  it('moves the alphas, tells of them, and ends with their cell', async () => {
    const { events, result } = await search(order);
    expect(events[0]?.type).toBe('start');
    const epochs = events.filter((event) => event.type === 'epoch');
    expect(epochs).toHaveLength(2);
    expect(epochs[0]?.detail.alphas.normal).toHaveLength(3);
    expect(epochs[0]?.detail.alphas).not.toEqual(epochs[1]?.detail.alphas);
    expect(result.genotype).toEqual(epochs[1]?.detail.genotype);
    expect(isRecurrent(result.genotype)).toBe(true);
  });

  // Both halves of the batch are the same text, so that each normalizes as both together do.
  it('gives in parts what it gives as a whole', async () => {
    const dropout = { embedding: 0, input: 0, x: 0, hidden: 0, output: 0 };
    const changes = { batch: 4, network: { kind: 'language', units: 4, dropout }, evaluationBatch: 2 };
    const corpus = twice(tinyCorpus({ train: 60, held: 40 }));
    const [whole, parts] = [
      await search(order, { corpus, changes }),
      await search(order, { corpus, changes: { ...changes, accumulate: 2 } }),
    ];
    const stepsOf = ({ events }: typeof whole) => events.filter((event) => event.type === 'step');
    expect(stepsOf(whole).length).toBeGreaterThan(10);
    stepsOf(parts).forEach(({ train, valid }, i) => {
      const { train: weights, valid: alphas } = stepsOf(whole)[i] ?? { train: null, valid: null };
      expect(train.loss).toBeCloseTo(weights?.loss ?? NaN, 4);
      expect(train.accuracy).toBeCloseTo(weights?.accuracy ?? NaN, 6);
      expect(valid?.loss).toBeCloseTo(alphas?.loss ?? NaN, 4);
    });
    // Adam hardly sees how large a gradient is, so they are compared themselves.
    expect(parts.gradients).toHaveLength(stepsOf(whole).length);
    parts.gradients.forEach((gradient, i) => {
      const same = whole.gradients[i] ?? [];
      const off = Math.hypot(...gradient.map((one, j) => one - (same[j] ?? NaN)));
      expect(off / Math.hypot(...same)).toBeLessThan(1e-2);
    });
  });

  it.each([1, 5])('goes on to the same bits from wherever it was saved, in %d passes', async (accumulate) => {
    const changes = { accumulate };
    const whole = await search(order, { changes });
    for (const at of accumulate === 1 ? [0, 3, whole.events.length - 2] : [3]) {
      const { snapshot } = await search(order, { at, changes });
      const rest = await search(order, { restore: snapshot, changes });
      // What began anew tells of the alphas before the first step.
      expect(rest.events).toEqual(at === 0 ? whole.events : whole.events.slice(at + 1));
      expect(rest.result).toEqual(whole.result);
    }
  });
});

it('refuses a batch that cannot be divided into its passes', () => {
  expect(() => settings('first', { accumulate: 2 })).toThrow(/cannot be divided into 2 passes/);
});

it('statistics move once for each state of each word, as one after the other', () => {
  const feeds = statisticsFeeds('train', { words: 2, length: 3, states: 2 });
  const shares = Array.from(feeds['train.shares'] ?? []);
  const values = [5, -1, 2, 3];
  let running = 10;
  for (const value of values) running = 0.9 * running + 0.1 * value;
  const blended = values.reduce(
    (sum, value, i) => sum + value * (shares[i] ?? 0),
    10 * (feeds['train.keep']?.[0] ?? 0),
  );
  expect(blended).toBeCloseTo(running, 5);
  expect(shares.slice(4)).toEqual([0, 0]);
});

it('the supernet on Penn Treebank has 4,810,000 parameters', () => {
  const { config } = { config: settings('first', { network: { kind: 'language', units: 300 } }) };
  const cell = { kind: 'search', space: RECURRENT_SPACES['darts-rnn'] } as const;
  expect(languageCosts({ cell, vocabulary: 10_000, config, fused: false }).params).toBe(4_810_000);
});
