/** JPEG files as large as ImageNet's: decoding, a random rectangle resized, flip, normalization. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import {
  augmentSchema,
  createBatchStream,
  drawnWindow,
  drawsOf,
  imageChoices,
  openDataset,
} from '../../../../main/data/index.ts';
import type { BatchStream, Dataset, ImageSet } from '../../../../main/data/index.ts';
import type { largeSpec, Plan, planSpec, TimedReport } from '../specs.ts';
import { timedStream } from './timed.ts';

const SIZE = 224;
const AUGMENT = augmentSchema.parse({ resizedCrop: { size: SIZE }, flip: true });
const NORMALIZATION = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };
const SEED = 7;
/** Several rectangles of each image, so that their mean size is that of the augmentation. */
const EPOCHS = 4;

/** Batches from one worker thread; or the first batch only, into a file. */
export async function largeImages(
  spec: z.output<typeof largeSpec>,
): Promise<TimedReport | { readonly images: number }> {
  const { train } = await opened(spec);
  const stream = streamOf(spec, train);
  try {
    if (spec.result === null) return await timedStream(stream, spec.seconds);
    const { images, size } = await stream.batch(0, 0);
    writeFileSync(spec.result, images);
    return { images: size };
  } finally {
    await stream.dispose();
  }
}

/** Writes which rectangle of which file the first epochs show. */
export async function planOf(spec: z.output<typeof planSpec>): Promise<object> {
  const { train } = await opened(spec);
  const paths = filesOf(join(spec.folder, 'train'));
  if (paths.length !== train.count)
    throw new Error(`${String(paths.length)} files are ${String(train.count)} images.`);
  const images = Array.from({ length: EPOCHS }, (_, epoch) =>
    paths.map((path, index) => ({ path, ...shown(train, index, epoch) })),
  ).flat();
  const plan: Plan = { size: SIZE, batchSize: spec.batchSize, ...NORMALIZATION, images };
  writeFileSync(spec.out, JSON.stringify(plan));
  return { images: train.count };
}

/** Kept as files: what is measured is decoding, so nothing decoded is kept. */
async function opened(spec: {
  readonly folder: string;
  readonly dataDir: string;
  readonly resourcesDir: string;
}): Promise<Dataset> {
  const { folder, dataDir, resourcesDir } = spec;
  const dataset = await openDataset(folder, { dataDir, resourcesDir, cacheBytes: 0 });
  if (dataset.train.pixels.kind !== 'encoded')
    throw new Error(`The images of ${folder} are decoded already (${dataset.train.pixels.kind}).`);
  return dataset;
}

function streamOf(
  { worker, batchSize }: { readonly worker: string; readonly batchSize: number },
  set: ImageSet,
): BatchStream {
  const indices = Uint32Array.from({ length: set.count }, (_, i) => i);
  return createBatchStream({
    ...{ set, indices, order: 'sequential', batchSize, dropLast: true, seed: SEED, stream: 'bench' },
    ...{ augment: AUGMENT, view: { resize: 256, crop: SIZE }, normalization: NORMALIZATION },
    ...{ workers: 1, workerPath: worker },
  });
}

/** The files in the order of the set: by class, then by name. */
const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder)
    .sort()
    .flatMap((name) =>
      readdirSync(join(folder, name))
        .sort()
        .map((file) => join(folder, name, file)),
    );

function shown({ size, eachSize }: ImageSet, index: number, epoch: number) {
  const image = size ?? { height: eachSize?.[2 * index] ?? 0, width: eachSize?.[2 * index + 1] ?? 0 };
  const draw = drawsOf({ seed: SEED, epoch })(index);
  const { resizedCrop } = AUGMENT;
  if (resizedCrop === null) throw new Error('internal: the augmentation has a resized crop');
  const { flip } = imageChoices(AUGMENT, { height: SIZE, width: SIZE, channels: 3 }, draw);
  return { ...drawnWindow(resizedCrop, { ...image, channels: 3 }, draw), flip };
}
