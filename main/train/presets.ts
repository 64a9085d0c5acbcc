import { trainConfigSchema } from './config.ts';
import type { TrainConfig } from './config.ts';

/** Settings to begin from, and where they come from. */
export interface TrainPreset {
  readonly title: string;
  /** The paper and section, or why this project chose them. */
  readonly source: string;
  readonly config: TrainConfig;
}

const preset = (title: string, source: string, config: unknown): TrainPreset => ({
  title,
  source,
  config: trainConfigSchema.parse(config),
});

/** Presets of final trainings. */
export const TRAIN_PRESETS = {
  tiny: preset('A few seconds, for tests', 'This project: the smallest network that learns something', {
    network: { initChannels: 4, cells: 3 },
    batch: 32,
    epochs: 1,
    weights: { learningRate: { max: 0.05 }, weightDecay: 3e-4 },
    augment: {},
    partialBatch: 'drop',
    images: 640,
  }),
  quick: preset('Minutes on two cores', 'This project: DARTS, section 3.1 of arXiv:1806.09055, scaled down', {
    network: { initChannels: 16, cells: 5 },
    batch: 64,
    epochs: 5,
    weights: { learningRate: { max: 0.05 }, weightDecay: 3e-4 },
    augment: { crop: { padding: 2 }, flip: true },
    partialBatch: 'drop',
  }),
  darts: preset(
    'DARTS on CIFAR-10',
    'Liu, Simonyan, Yang 2019, arXiv:1806.09055, section 3.2; cnn/train.py',
    {
      network: { initChannels: 36, cells: 20, auxiliary: true, dropPath: 0.2 },
      batch: 96,
      epochs: 600,
      weights: { learningRate: { max: 0.025 }, weightDecay: 3e-4 },
      augment: { crop: { padding: 4 }, flip: true, cutout: { length: 16 } },
    },
  ),
} as const satisfies Record<string, TrainPreset>;
