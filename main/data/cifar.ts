/**
 * What the layouts of CIFAR-10 and CIFAR-100 share: images of 32 x 32 pixels as a red, a green and a blue plane, in batches.
 *
 * @see https://www.cs.toronto.edu/~kriz/cifar.html
 */
import type { DecodedImages } from './image-set.ts';
import { dataError } from './errors.ts';

const SIDE = 32;
const CHANNELS = 3;

/** Bytes of one image. */
export const CIFAR_IMAGE_BYTES = CHANNELS * SIDE * SIDE;

/** One of the two sets. */
export interface CifarSet {
  readonly name: string;
  /** The published names, in the order of the labels. */
  readonly classes: readonly string[];
  /** How many files of training images there are. */
  readonly trainingFiles: number;
}

/** Images and labels as a file has them. */
export interface CifarBatch {
  /** For messages: the file. */
  readonly file: string;
  readonly count: number;
  /** Where the first image begins, each of them planar. */
  readonly bytes: Uint8Array;
  /** From the beginning of an image to that of the next. */
  readonly strideBytes: number;
  readonly labels: ArrayLike<number>;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** CIFAR-10. */
export const CIFAR_10: CifarSet = {
  name: 'cifar-10',
  classes: words('airplane automobile bird cat deer dog frog horse ship truck'),
  trainingFiles: 5,
};

/** CIFAR-100 with its fine labels. */
export const CIFAR_100: CifarSet = {
  name: 'cifar-100',
  classes: words(`
    apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle
    caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish
    forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle
    mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine
    possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar
    sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale
    willow_tree wolf woman worm`),
  trainingFiles: 1,
};

/**
 * Puts batches together, pixel by pixel in place of plane by plane.
 *
 * @param batches - in order
 * @param classCount - what the labels are checked against
 * @throws AppError `data/bad-label`
 */
export function assembleCifar(batches: readonly CifarBatch[], classCount: number): DecodedImages {
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const images = new Uint8Array(new SharedArrayBuffer(count * CIFAR_IMAGE_BYTES));
  const labels = new Uint8Array(new SharedArrayBuffer(count));
  let at = 0;
  for (const batch of batches) {
    copyLabels(batch, classCount, labels.subarray(at, at + batch.count));
    for (let i = 0; i < batch.count; i++) {
      const from = i * batch.strideBytes;
      const planar = batch.bytes.subarray(from, from + CIFAR_IMAGE_BYTES);
      interleavePlanes(
        planar,
        images.subarray((at + i) * CIFAR_IMAGE_BYTES, (at + i + 1) * CIFAR_IMAGE_BYTES),
      );
    }
    at += batch.count;
  }
  return { count, height: SIDE, width: SIDE, channels: CHANNELS, images, labels };
}

function copyLabels({ file, labels, count }: CifarBatch, classCount: number, target: Uint8Array): void {
  for (let index = 0; index < count; index++) {
    const label = labels[index] ?? Number.NaN;
    if (!Number.isInteger(label) || label < 0 || label >= classCount) {
      throw dataError('data/bad-label', { file, index, label, classCount });
    }
    target[index] = label;
  }
}

/**
 * Puts the pixels of an image one after another, which come as a red, a green and a blue plane.
 *
 * @param planar - `[3, H * W]`
 * @param pixels - `[H * W, 3]`, filled
 */
export function interleavePlanes(planar: Uint8Array, pixels: Uint8Array): void {
  const plane = planar.length / CHANNELS;
  for (let i = 0, at = 0; i < plane; i++, at += CHANNELS) {
    pixels[at] = planar[i] ?? 0;
    pixels[at + 1] = planar[plane + i] ?? 0;
    pixels[at + 2] = planar[2 * plane + i] ?? 0;
  }
}

/** Names of files of which there are several; what is before the number, the number, and what is behind it. */
const NUMBERED = /^(.*batch_)(\d+)((?:\.bin)?(?:\.gz)?)$/;

/** The files of the training or test images. */
export interface BatchFiles {
  /** For messages. */
  readonly folder: string;
  readonly names: readonly string[];
  /** How many the published set has; where they are numbered and not one alone, a set may have more. */
  readonly published: number;
}

/**
 * The files in their order. When they are numbered, all numbers from 1 have to be there, each once: an image that is read twice
 * can end up in both halves of a split.
 *
 * @throws AppError `data/missing-file`, `data/ambiguous-files`
 */
export function orderedBatches({ folder, names, published }: BatchFiles): readonly string[] {
  const numberOf = (name: string): number => Number(NUMBERED.exec(name)?.[2] ?? 0);
  const sorted = [...names].sort((a, b) => numberOf(a) - numberOf(b) || (a < b ? -1 : 1));
  const highest = numberOf(sorted.at(-1) ?? '');
  if (published === 1 || highest === 0) {
    if (sorted.length > published) throw dataError('data/ambiguous-files', { folder, found: sorted });
    return sorted;
  }
  const [, before = '', , after = ''] = NUMBERED.exec(sorted.at(-1) ?? '') ?? [];
  const numbers = new Set(sorted.map(numberOf));
  for (let number = 1; number <= Math.max(published, highest); number++) {
    if (numbers.has(number)) continue;
    const missing = `file ${before}${String(number)}${after}`;
    throw dataError('data/missing-file', { folder, missing, found: names });
  }
  // One without a number can be a copy of any.
  const found = numbers.has(0)
    ? sorted
    : sorted.filter((name) => sorted.some((other) => other !== name && numberOf(other) === numberOf(name)));
  if (found.length > 0) throw dataError('data/ambiguous-files', { folder, found });
  return sorted;
}
