/** How long a set that is known already takes to its first batch. */
import type { z } from 'zod';
import { augmentSchema, createBatchStream, openDataset } from '../../../../main/data/index.ts';
import type { firstSpec, OpenedReport } from '../specs.ts';
import { peakMegabytes } from './timed.ts';

/** Opens the set and takes one shuffled batch from a worker thread. */
export async function openedSet(spec: z.output<typeof firstSpec>): Promise<OpenedReport> {
  const { folder, dataDir, resourcesDir, worker, batchSize } = spec;
  const began = performance.now();
  const { train, statistics } = await openDataset(folder, { dataDir, resourcesDir });
  const opened = performance.now();
  const stream = createBatchStream({
    set: train,
    indices: Uint32Array.from({ length: train.count }, (_, i) => i),
    ...{ order: 'shuffled', batchSize, dropLast: true, seed: 7, stream: 'bench' },
    augment: augmentSchema.parse({ crop: { padding: 4 }, flip: true, cutout: { length: 16 } }),
    ...{ view: null, normalization: statistics, workers: 1, workerPath: worker },
  });
  await stream.batch(0, 0);
  const ready = performance.now();
  await stream.dispose();
  return {
    images: train.count,
    open_s: (opened - began) / 1000,
    first_batch_s: (ready - opened) / 1000,
    peak_rss_mb: peakMegabytes(),
  };
}
