/** The smallest images and networks that a loop can be run with, on any executor, within a second. */
import { createRng } from '../../main/base/rng.ts';
import { inMemory } from '../../main/data/index.ts';
import type { Dataset, ImageSet } from '../../main/data/index.ts';
import { primitivesFrom, SPACES } from '../../main/spaces/index.ts';
import type { Genotype, CellSpace } from '../../main/spaces/index.ts';
import type { RunData } from '../../main/train/index.ts';

const SIZE = 4;
const CLASSES = ['dark', 'grey', 'bright'];

/** Grey images of 4x4 whose brightness says their class, more or less. */
export function tinyData(counts: { readonly train: number; readonly test: number }): RunData {
  const [train, test] = [imagesOf(counts.train, 'train'), imagesOf(counts.test, 'test')];
  const dataset: Dataset = {
    id: 'tiny',
    name: 'tiny',
    classes: CLASSES,
    train,
    test,
    statistics: { mean: [0.5], deviation: [0.25] },
    validationFrom: null,
    skipped: [],
  };
  return { dataset, workers: 0, workerPath: null };
}

function imagesOf(count: number, part: string): ImageSet {
  const rng = createRng(1, 'tiny images', part);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % CLASSES.length);
  const pixel = (label: number) => 40 + 70 * label + rng.integer(60);
  const images = Uint8Array.from({ length: count * SIZE * SIZE }, (_, i) =>
    pixel(labels[Math.floor(i / (SIZE * SIZE))] ?? 0),
  );
  return inMemory({ count, height: SIZE, width: SIZE, channels: 1, images, labels });
}

/** Cells of one node and three primitives. */
export const TINY_SPACE: CellSpace = {
  ...SPACES.darts,
  id: 'tiny',
  title: 'Tiny',
  primitives: primitivesFrom('darts', ['none', 'skip_connect', 'dil_conv_3x3']),
  intermediateNodes: 1,
  concatNodes: 1,
};

/** A cell of that space. */
export const TINY_GENOTYPE: Genotype = {
  normal: {
    edges: [
      { primitive: 'dil_conv_3x3', input: 1 },
      { primitive: 'skip_connect', input: 0 },
    ],
    concat: [2],
  },
  reduction: {
    edges: [
      { primitive: 'skip_connect', input: 0 },
      { primitive: 'dil_conv_3x3', input: 1 },
    ],
    concat: [2],
  },
};
