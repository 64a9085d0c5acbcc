/** Text that a trained language model writes. */
import { assert, defined } from '../../base/assert.ts';
import { createRng } from '../../base/rng.ts';
import { createBuilder, float32, forwardPasses, int32, OPS, runPasses } from '../../engine/index.ts';
import type { Bundle, Executor } from '../../engine/index.ts';
import { unpack } from '../layout.ts';
import { finishStep } from '../model.ts';
import { traced } from './pass.ts';
import type { LanguageModel } from './pass.ts';

/** What is asked for. */
export interface SampleOptions {
  /** Packed, of a trained model. */
  readonly weights: Float32Array;
  readonly executor: Executor;
  /** Words to begin with, at least one. */
  readonly start: readonly number[];
  readonly count: number;
  /** Below 1 likely words become likelier; 0: always the likeliest. */
  readonly temperature: number;
  readonly seed: number;
  /** A word that is never drawn, such as `<unk>`; null: none. */
  readonly never: number | null;
}

/** Draws words, each by what the model says after all words before it. @returns the numbers of the words that follow `start` */
export async function sampleWords(model: LanguageModel, options: SampleOptions): Promise<readonly number[]> {
  const executable = await options.executor.load(nextWord(model));
  try {
    await executable.write('weights', options.weights);
    const rng = createRng(options.seed, 'sample');
    let hidden = new Float32Array(model.config.network.units);
    const found: number[] = [];
    for (let at = 0; found.length < options.count; at += 1) {
      const word = options.start[at] ?? found[at - options.start.length];
      const told = await executable.run('next', {
        tokens: Int32Array.of(defined(word, 'a word is read after it was drawn')),
        hidden,
      });
      const { states, logits } = told;
      assert(states instanceof Float32Array && logits instanceof Float32Array, 'scores are floats');
      hidden = Float32Array.from(states);
      if (at >= options.start.length - 1) found.push(drawn(logits, rng.uniform(), options));
    }
    return found;
  } finally {
    await executable.dispose();
  }
}

/** The program of one word. */
function nextWord(model: LanguageModel): Bundle {
  const b = createBuilder();
  const type = float32(model.layout.size);
  const network = traced(model, { length: 1, batch: 1, mode: 'eval' });
  const program = runPasses(network.program, OPS, forwardPasses('float32', model.fused));
  const { fetches } = b.inline(program, {
    ...unpack(b, b.read('weights', type), model.layout),
    tokens: b.feed('tokens', int32(1)),
    hidden: b.feed('hidden', float32(1, model.config.network.units)),
  });
  const why = 'a language model gives it';
  const next = finishStep(b, 'next', {
    fetches: { logits: defined(fetches['logits'], why), states: defined(fetches['states'], why) },
    updates: {},
  });
  return { variables: { weights: type }, programs: { next } };
}

/**
 * A word by its score: where a number drawn evenly from [0, 1) falls among their shares.
 *
 * @param logits - [V]
 */
export function drawn(
  logits: Float32Array,
  uniform: number,
  { temperature, never }: Pick<SampleOptions, 'temperature' | 'never'>,
): number {
  const open = Array.from(logits, (logit, word) => (word === never ? -Infinity : logit));
  const most = open.reduce((top, logit) => Math.max(top, logit), -Infinity);
  if (temperature === 0) return open.indexOf(most);
  const shares = open.map((logit) => Math.exp((logit - most) / temperature));
  const total = shares.reduce((sum, share) => sum + share, 0);
  let rest = uniform * total;
  const found = shares.findIndex((share) => (rest -= share) < 0);
  // By rounding the last shares may not be reached.
  return found < 0 ? open.indexOf(most) : found;
}
