import { searchConfigSchema } from './config.ts';
import type { SearchConfig } from './config.ts';

/** Settings to begin from, and where they come from. */
export interface SearchPreset {
  readonly title: string;
  /** The paper and section, or why this project chose them. */
  readonly source: string;
  readonly config: SearchConfig;
}

const preset = (title: string, source: string, config: unknown): SearchPreset => ({
  title,
  source,
  config: searchConfigSchema.parse(config),
});

/** Presets of searches. */
export const SEARCH_PRESETS = {
  tiny: preset('A few seconds, for tests', 'This project: the smallest supernet that has both cells', {
    space: 'darts',
    method: { name: 'darts', options: { alphas: { learningRate: 3e-3 } } },
    network: { initChannels: 2, cells: 3 },
    batch: 16,
    epochs: 1,
    weights: { learningRate: { max: 0.025, min: 0.001 }, weightDecay: 3e-4 },
    augment: {},
    partialBatch: 'drop',
    images: 256,
    evaluationBatch: 128,
  }),
  quick: preset(
    'Three minutes on two cores',
    'This project: DARTS, section 3.1 of arXiv:1806.09055, scaled down',
    {
      space: 'darts',
      method: { name: 'darts', options: { alphas: { learningRate: 6e-3 } } },
      network: { initChannels: 4, cells: 5 },
      batch: 32,
      epochs: 3,
      weights: { learningRate: { max: 0.05, min: 0.001 }, weightDecay: 3e-4 },
      augment: { crop: { padding: 2 }, flip: true },
      partialBatch: 'drop',
      images: 5000,
    },
  ),
  darts: preset(
    'DARTS on CIFAR-10, first order',
    'Liu, Simonyan, Yang 2019, arXiv:1806.09055, section 3.1; cnn/train_search.py',
    {
      space: 'darts',
      method: { name: 'darts', options: { alphas: {} } },
      network: { initChannels: 16, cells: 8 },
      batch: 64,
      epochs: 50,
      weights: { learningRate: { max: 0.025, min: 0.001 }, weightDecay: 3e-4 },
      augment: { crop: { padding: 4 }, flip: true },
    },
  ),
} as const satisfies Record<string, SearchPreset>;
