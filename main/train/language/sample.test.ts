import { describe, expect, it } from 'vitest';
import { createTfjsExecutor } from '../../engine/index.ts';
import { findPublishedRecurrent, RECURRENT_SPACES } from '../../spaces/index.ts';
import { initialLanguage } from './bundle.ts';
import { languageModel } from './pass.ts';
import { drawn, sampleWords } from './sample.ts';
import { languageTrainingSchema } from './settings.ts';

const found = findPublishedRecurrent('RNN_DARTS_V1');
if (found === null) throw new Error('it is published');
const { primitives } = RECURRENT_SPACES['darts-rnn'];
const config = languageTrainingSchema.parse({
  network: { kind: 'language', units: 4 },
  ...{ batch: 2, epochs: 1, weights: { learningRate: 1, weightDecay: 0 } },
});
const cell = { kind: 'derived', genotype: found.genotype, primitives } as const;
const model = languageModel({ cell, vocabulary: 6, config, fused: false });
const weights = initialLanguage(model, 0)['weights'] ?? new Float32Array(0);
const executor = await createTfjsExecutor();

describe('sampleWords', () => {
  it('draws so many words, the same for the same seed, and never the one that it may not', async () => {
    const options = { weights, executor, start: [1, 2], count: 40, temperature: 1, seed: 5, never: 3 };
    const words = await sampleWords(model, options);
    expect(words).toHaveLength(40);
    expect(words.every((word) => word >= 0 && word < 6 && word !== 3)).toBe(true);
    expect(await sampleWords(model, options)).toEqual(words);
    expect(await sampleWords(model, { ...options, seed: 6 })).not.toEqual(words);
  });
});

describe('drawn', () => {
  const logits = Float32Array.of(Math.log(1), Math.log(2), Math.log(5));
  it('takes each word as often as its share says', () => {
    const at = (uniform: number) => drawn(logits, uniform, { temperature: 1, never: null });
    expect([0, 0.12, 0.13, 0.37, 0.38, 0.99].map(at)).toEqual([0, 0, 1, 1, 2, 2]);
  });
  it('takes the likeliest at temperature 0, and leaves out what may not be', () => {
    expect(drawn(logits, 0, { temperature: 0, never: null })).toBe(2);
    expect(drawn(logits, 0.99, { temperature: 1, never: 2 })).toBe(1);
  });
});
