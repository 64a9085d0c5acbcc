/** The smallest search and training whose batches are divided, and what a graph of theirs is made of. */
import { lowerBundle, OPS } from '../../main/engine/index.ts';
import type { Bundle, NodeData, Placement } from '../../main/engine/index.ts';
import { searchConfigSchema, STRATEGIES } from '../../main/search/index.ts';
import { trainConfigSchema, trainingBundle } from '../../main/train/index.ts';
import { TINY_GENOTYPE, TINY_SPACE } from './tiny-data.ts';

/** Images in a batch: two for each of four devices. */
export const DIVIDED_BATCH = 8;
const IMAGES = { height: 4, width: 4, channels: 1, classes: 3 };
const RATES = { learningRate: { max: 0.1 }, weightDecay: 3e-4 };

/** A bundle and what its variables begin with. */
export interface Divided {
  readonly bundle: Bundle;
  initial(seed: number): Readonly<Record<string, Float32Array>>;
}

/** The bundles by name, for so many devices. */
export const DIVIDED: Readonly<Record<'search' | 'second' | 'train', (devices: number) => Divided>> = {
  search: (devices) => searchFor(devices, 'first'),
  second: (devices) => searchFor(devices, 'second'),
  train: (devices) =>
    trainingBundle({
      cell: { genotype: TINY_GENOTYPE, primitives: null },
      task: IMAGES,
      config: trainConfigSchema.parse({
        network: { initChannels: 2, cells: 3, dropPath: 0.2 },
        ...{ batch: DIVIDED_BATCH, epochs: 1, weights: RATES, augment: {}, devices },
      }),
      trainBatches: [DIVIDED_BATCH],
      evaluationBatches: [3],
    }),
};

function searchFor(devices: number, order: 'first' | 'second'): Divided {
  return STRATEGIES.darts.programs(
    {
      space: TINY_SPACE,
      images: IMAGES,
      config: searchConfigSchema.parse({
        space: TINY_SPACE.id,
        method: { name: 'darts', options: { alphas: {} } },
        network: { initChannels: 2, cells: 3 },
        ...{ batch: DIVIDED_BATCH, epochs: 1, weights: RATES, augment: {}, devices },
      }),
      weightBatches: [DIVIDED_BATCH],
      alphaBatch: DIVIDED_BATCH,
      evaluationBatches: [3],
    },
    STRATEGIES.darts.config.parse({ alphas: {}, order }),
  );
}

/** Labelled images whose names begin with `prefix`. */
export const dividedFeeds = (prefix: string, phase: number) => ({
  [`${prefix}images`]: Float32Array.from({ length: 16 * DIVIDED_BATCH }, (_, i) => Math.sin(i * i + phase)),
  [`${prefix}labels`]: Int32Array.from({ length: DIVIDED_BATCH }, (_, i) => (i + phase) % 3),
});

/** A graph, and the values that go from one device to another: who makes them, and where they are needed. */
export function lowered({ bundle }: Divided, placement: Placement) {
  const graph = lowerBundle(bundle, OPS, placement);
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const sent = new Map<string, { readonly source: NodeData; readonly to: string }>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) {
      const source = byName.get(input.replace(/^\^|:\d+$/g, ''));
      if (source === undefined || source.device === node.device) continue;
      sent.set(`${input} ${node.device}`, { source, to: node.device });
    }
  }
  return { graph, sent: [...sent.values()] };
}
