/** Times the steps of language models on random words: what `dartboard bench rnn` and `rnn-search` measure. */
import { createRng } from '../../base/rng.ts';
import type { Corpus } from '../../data/index.ts';
import type { Executor } from '../../engine/index.ts';
import { createLanguageSearch, LANGUAGE_SEARCH_PRESETS } from '../../search/index.ts';
import { findPublishedRecurrent, RECURRENT_SPACES } from '../../spaces/index.ts';
import { createLanguageLoop, LANGUAGE_TRAIN_PRESETS } from '../../train/index.ts';
import type { Loop } from '../../train/index.ts';
import { stepsOf } from '../benchmark.ts';
import type { BenchmarkEvent, Timing } from '../benchmark.ts';

/** What is timed: as many steps as asked for, after one that warms up. */
export interface LanguageBenchmarkPlan {
  readonly batch: number;
  /** Words through which gradients flow; every batch has so many. */
  readonly length: number;
  readonly units: number;
  /** Of the vocabulary. */
  readonly words: number;
  readonly steps: number;
}

interface LanguageBenchmark {
  /** The published settings. */
  readonly defaults: Omit<LanguageBenchmarkPlan, 'steps'>;
  createLoop(
    plan: LanguageBenchmarkPlan,
    on: { readonly corpus: Corpus; readonly executor: Executor },
  ): Promise<Loop<BenchmarkEvent, unknown>>;
}

const shared = ({ batch, length }: LanguageBenchmarkPlan) => ({ batch, length, epochs: 1 });
/** Of the seeds that were looked at one whose first batches all have the usual length. */
const SEED = 0;
const SPACE = RECURRENT_SPACES['darts-rnn'];

/** A training step of the cell DARTS_V2, and a step of the first-order search: the alphas' and the weights'. */
export const LANGUAGE_BENCHMARKS = {
  rnn: {
    defaults: { batch: 64, length: 35, units: 850, words: 10_000 },
    createLoop(plan, { corpus, executor }) {
      const { config } = LANGUAGE_TRAIN_PRESETS.rnn;
      const found = findPublishedRecurrent('RNN_DARTS_V2');
      if (found === null) throw new Error('internal: DARTS_V2 is published');
      return createLanguageLoop({
        config: { ...config, ...shared(plan), network: { ...config.network, units: plan.units } },
        cell: { kind: 'derived', genotype: found.genotype, primitives: SPACE.primitives },
        ...{ data: { corpus }, executor, seed: SEED, restore: null, evenLengths: true },
      });
    },
  },
  'rnn-search': {
    defaults: { batch: 256, length: 35, units: 300, words: 10_000 },
    createLoop(plan, { corpus, executor }) {
      const { config } = LANGUAGE_SEARCH_PRESETS['rnn-first'];
      return createLanguageSearch({
        config: { ...config, ...shared(plan), network: { ...config.network, units: plan.units } },
        space: SPACE,
        ...{ data: { corpus }, executor, seed: SEED, restore: null, evenLengths: true },
      });
    },
  },
} as const satisfies Record<string, LanguageBenchmark>;

/** The name of a benchmark of language models. */
export type LanguageBenchmarkName = keyof typeof LANGUAGE_BENCHMARKS;

/** Batches that are not timed: the epoch must not end, since its evaluation is no step. */
const SPARE_BATCHES = 3;

/** Runs a benchmark to its end. @throws AppError of the rooms whose parts do not fit together */
export async function runLanguageBenchmark(
  name: LanguageBenchmarkName,
  plan: LanguageBenchmarkPlan,
  {
    executor,
    now,
    beforeLast,
  }: {
    readonly executor: Executor;
    readonly now: () => number;
    readonly beforeLast?: () => void;
  },
): Promise<Timing> {
  const loop: Loop<BenchmarkEvent, unknown> = await LANGUAGE_BENCHMARKS[name].createLoop(plan, {
    corpus: randomWords(plan),
    executor,
  });
  try {
    const steps = stepsOf(loop.events(), now);
    const first = await steps();
    const stepsMs: number[] = [];
    while (stepsMs.length < plan.steps) stepsMs.push((await steps()).tookMs);
    if (beforeLast !== undefined) {
      beforeLast();
      await steps();
    }
    return {
      parameters: loop.parameters,
      firstStepMs: first.tookMs,
      startToFirstStepMs: first.endedMs,
      stepsMs,
      // Words lie in memory.
      waitingShare: 0,
    };
  } finally {
    await loop.dispose();
  }
}

/** Words by chance, enough for every step. */
function randomWords({ batch, length, steps, words }: LanguageBenchmarkPlan): Corpus {
  const part = (name: string): Int32Array => {
    const rng = createRng(SEED, 'random words', name);
    return Int32Array.from({ length: batch * (length * (steps + SPARE_BATCHES) + 2) }, () =>
      rng.integer(words),
    );
  };
  const facts = { lines: 0, tokens: 0, outOfVocabulary: { tokens: 0, words: 0 }, unknown: 0 };
  return {
    kind: 'text',
    ...{ id: 'random', name: 'random', notes: [] },
    vocabulary: Array.from({ length: words }, (_, i) => String(i)),
    ...{ train: part('train'), valid: part('valid'), test: part('test') },
    facts: { train: facts, valid: facts, test: facts },
  };
}
