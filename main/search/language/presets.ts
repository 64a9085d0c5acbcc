import { languageSearchSchema } from './config.ts';
import type { LanguageSearch } from './config.ts';

/** Settings to begin from, and where they come from. */
export interface LanguageSearchPreset {
  readonly title: string;
  /** The paper and section, or why this project chose them. */
  readonly source: string;
  readonly config: LanguageSearch;
}

const preset = (title: string, source: string, config: unknown): LanguageSearchPreset => ({
  title,
  source,
  config: languageSearchSchema.parse(config),
});

/** DARTS, rnn/train_search.py. */
const DARTS_PTB = {
  space: 'darts-rnn',
  network: { kind: 'language', units: 300 },
  batch: 256,
  epochs: 50,
  weights: { learningRate: 20, weightDecay: 5e-7 },
};

/** The presets of searches on words. */
export const LANGUAGE_SEARCH_PRESETS = {
  'rnn-quick': preset(
    'A recurrent cell, in minutes on two cores',
    'This project: the search of DARTS on Penn Treebank, arXiv:1806.09055, first order, scaled down',
    {
      ...DARTS_PTB,
      network: { kind: 'language', units: 64, dropout: { x: 0.2, output: 0.2, hidden: 0.1, input: 0.1 } },
      method: { name: 'darts', options: { order: 'first', alphas: { learningRate: 1e-2 } } },
      batch: 64,
      epochs: 3,
      length: 20,
    },
  ),
  rnn: preset(
    'A recurrent cell on Penn Treebank, second order',
    'Liu, Simonyan, Yang 2019, arXiv:1806.09055, appendix A.1.2; its code, rnn/train_search.py --unrolled',
    { ...DARTS_PTB, method: { name: 'darts', options: { order: 'second' } } },
  ),
  'rnn-first': preset(
    'A recurrent cell on Penn Treebank, first order',
    'Liu, Simonyan, Yang 2019, arXiv:1806.09055, appendix A.1.2; its code, rnn/train_search.py',
    { ...DARTS_PTB, method: { name: 'darts', options: { order: 'first' } } },
  ),
} as const satisfies Record<string, LanguageSearchPreset>;
