/** Images of 32 x 32: crop, flip, cutout, normalization, and on request AutoAugment. */
import { closeSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';
import {
  createBatchStream,
  drawsOf,
  IMAGE_OPERATIONS,
  IMAGE_POLICIES,
  imageChoices,
  inMemory,
  NO_AUGMENT,
} from '../../../../main/data/index.ts';
import type { AugmentSpec, BatchStream, EpochOrder, ImageSet } from '../../../../main/data/index.ts';
import type { chosenSpec, policySpec, smallSpec, TimedReport } from '../specs.ts';
import { timedStream } from './timed.ts';

const SHAPE = { height: 32, width: 32, channels: 3 };
const IMAGE_BYTES = SHAPE.height * SHAPE.width * SHAPE.channels;
const NORMALIZATION = { mean: [0.4914, 0.4822, 0.4465], deviation: [0.247, 0.2435, 0.2616] };
const SEED = 7;

const augmentOf = (auto: boolean): AugmentSpec => ({
  ...NO_AUGMENT,
  crop: { padding: 4 },
  flip: true,
  autoAugment: auto ? 'cifar10' : null,
  cutout: { length: 16, squares: 1 },
});

/** What the peer needs to draw from the same policy. */
export function policyTable({ out }: z.output<typeof policySpec>): object {
  const { subPolicies } = IMAGE_POLICIES.cifar10;
  writeFileSync(out, JSON.stringify({ subPolicies, operations: IMAGE_OPERATIONS }));
  return { subPolicies: subPolicies.length };
}

/** Shuffled batches from one worker thread. */
export async function smallImages(spec: z.output<typeof smallSpec>): Promise<TimedReport> {
  const set = readImages(spec.images);
  const stream = streamOf(spec, { set, auto: spec.auto, order: 'shuffled' });
  const report = await timedStream(stream, spec.seconds);
  await stream.dispose();
  return report;
}

/** What the stream makes of the first images, and what was drawn for each. */
export async function chosenImages(spec: z.output<typeof chosenSpec>): Promise<object> {
  const { count } = spec;
  const set = readImages(spec.images);
  const indices = Uint32Array.from({ length: count }, (_, i) => i);
  const stream = streamOf({ ...spec, batchSize: count }, { set, indices, auto: true, order: 'sequential' });
  const { images } = await stream.batch(0, 0);
  await stream.dispose();
  writeFileSync(spec.result, images);
  const drawsFor = drawsOf({ seed: SEED, epoch: 0 });
  const choices = Array.from(indices, (index) => ({
    index,
    ...imageChoices(augmentOf(true), SHAPE, drawsFor(index)),
  }));
  writeFileSync(spec.choices, JSON.stringify(choices));
  return { images: count };
}

function streamOf(
  { worker, batchSize }: { readonly worker: string; readonly batchSize: number },
  given: {
    readonly set: ImageSet;
    readonly indices?: Uint32Array;
    readonly auto: boolean;
    readonly order: EpochOrder;
  },
): BatchStream {
  const { set, auto, order, indices = Uint32Array.from({ length: set.count }, (_, i) => i) } = given;
  return createBatchStream({
    ...{ set, indices, order, batchSize, dropLast: true, seed: SEED, stream: 'bench' },
    ...{ augment: augmentOf(auto), view: null, normalization: NORMALIZATION },
    ...{ workers: 1, workerPath: worker },
  });
}

function readImages(path: string): ImageSet {
  const bytes = statSync(path).size;
  const images = new Uint8Array(new SharedArrayBuffer(bytes));
  const file = openSync(path, 'r');
  for (let at = 0; at < bytes;) at += readSync(file, images, at, bytes - at, at);
  closeSync(file);
  const count = bytes / IMAGE_BYTES;
  return inMemory({ count, ...SHAPE, images, labels: new Uint8Array(new SharedArrayBuffer(count)) });
}
