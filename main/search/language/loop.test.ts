import { describe, expect, it } from 'vitest';
import { tinyCorpus } from '../../../test/support/tiny-corpus.ts';
import { createTfjsExecutor } from '../../engine/index.ts';
import { isRecurrent, RECURRENT_SPACES } from '../../spaces/index.ts';
import { languageCosts } from '../../train/index.ts';
import type { Snapshot } from '../../train/index.ts';
import type { SearchEvent, SearchResult } from '../events.ts';
import { languageSearchSchema } from './config.ts';
import { createLanguageSearch, statisticsFeeds } from './loop.ts';

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

async function search(
  order: 'first' | 'second',
  { restore = null, at = -1 }: { restore?: Snapshot | null; at?: number } = {},
) {
  const loop = await createLanguageSearch({
    config: settings(order),
    space: SPACE,
    data: { corpus: tinyCorpus() },
    ...{ executor, seed: 1, restore },
  });
  const events: SearchEvent[] = [];
  let snapshot: Snapshot | null = null;
  const all = loop.events();
  for (;;) {
    const next = await all.next();
    if (next.done === true) {
      await loop.dispose();
      const result: SearchResult = next.value;
      return { events, result, snapshot };
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

  it('goes on to the same bits from wherever it was saved', async () => {
    const whole = await search(order);
    for (const at of [0, 3, whole.events.length - 2]) {
      const { snapshot } = await search(order, { at });
      const rest = await search(order, { restore: snapshot });
      // What began anew tells of the alphas before the first step.
      expect(rest.events).toEqual(at === 0 ? whole.events : whole.events.slice(at + 1));
      expect(rest.result).toEqual(whole.result);
    }
  });
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
