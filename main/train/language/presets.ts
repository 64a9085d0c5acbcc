import { languageTrainingSchema } from './settings.ts';
import type { LanguageTraining } from './settings.ts';

/** Settings to begin from, and where they come from. */
export interface LanguageTrainPreset {
  readonly title: string;
  /** The paper and section, or why this project chose them. */
  readonly source: string;
  readonly wiring: 'recurrent';
  readonly config: LanguageTraining;
}

const preset = (title: string, source: string, config: unknown): LanguageTrainPreset => ({
  title,
  source,
  wiring: 'recurrent',
  config: languageTrainingSchema.parse(config),
});

/** DARTS, rnn/train.py, on Penn Treebank. */
const DARTS_PTB = {
  network: { kind: 'language', units: 850, dropout: { embedding: 0.1 } },
  batch: 64,
  epochs: 3600,
  weights: { learningRate: 20, weightDecay: 8e-7 },
};
const CODE = 'Liu, Simonyan, Yang 2019, arXiv:1806.09055, appendix A.2.2; its code, rnn/train.py';

/** The presets of trainings on words. */
export const LANGUAGE_TRAIN_PRESETS = {
  'rnn-quick': preset(
    'A recurrent cell, in minutes on two cores',
    'This project: the training of DARTS on Penn Treebank, arXiv:1806.09055, scaled down',
    {
      network: {
        kind: 'language',
        units: 128,
        dropout: { embedding: 0.05, input: 0.2, x: 0.2, hidden: 0.1, output: 0.3 },
      },
      batch: 32,
      epochs: 8,
      length: 20,
      weights: { learningRate: 20, weightDecay: 8e-7 },
      averaging: { nonMonotone: 2 },
      testBatch: 10,
    },
  ),
  rnn: preset(
    'A recurrent cell on Penn Treebank',
    `${CODE} (the code allows 8,000 epochs; the paper makes 3,600)`,
    DARTS_PTB,
  ),
  'rnn-wikitext2': preset(
    'A recurrent cell on WikiText-2',
    `${CODE} --dropouth 0.15 --emsize 700 --nhid 700 --wdecay 5e-7`,
    {
      ...DARTS_PTB,
      network: { kind: 'language', units: 700, dropout: { embedding: 0.1, hidden: 0.15 } },
      weights: { learningRate: 20, weightDecay: 5e-7 },
    },
  ),
} as const satisfies Record<string, LanguageTrainPreset>;
