/** The smallest search as a task of its method, without a loop: its settings, its task, and a batch of its images. */
import type { SearchTask } from '../../main/search/index.ts';
import { TINY_SPACE } from './tiny-data.ts';

/** Settings that every method shares, as they are before they are parsed. */
export const TINY_SETTINGS = {
  network: { initChannels: 2, cells: 3 },
  batch: 4,
  epochs: 1,
  weights: { learningRate: { max: 0.05 }, weightDecay: 3e-4 },
  augment: {},
} as const;

/** A search in the tiny space, on grey images of 4x4. */
export const tinyTask = (config: SearchTask['config']): SearchTask => ({
  space: TINY_SPACE,
  images: { height: 4, width: 4, channels: 1, classes: 3 },
  config,
  weightBatches: [4],
  alphaBatch: 4,
  evaluationBatches: [3],
});

/** A batch of such images, others in each phase. */
export const tinyBatch = (size: number, phase: number) => ({
  images: Float32Array.from({ length: 16 * size }, (_, i) => Math.sin(i * i + phase)),
  labels: Int32Array.from({ length: size }, (_, i) => (i + phase) % 3),
  size,
});
