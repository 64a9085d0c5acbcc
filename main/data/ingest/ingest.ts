/**
 * Makes a data set of images that a reader has found: each is read and decoded once, to check it, to count it, and to keep its pixels
 * where there is room for them. What cannot be decoded to its end, or may not be read, is left out and counted.
 */
import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import { systemCode } from '../../base/system-failure.ts';
import type { EntryDraft } from '../cache/cache.ts';
import type { StoredPart, StoredSet } from '../cache/stored.ts';
import { asUnreadable } from '../data-file.ts';
import { classCounts } from '../dataset.ts';
import type { EncodedParts } from '../dataset.ts';
import type { EncodedImages } from '../encoded.ts';
import { dataError } from '../errors.ts';
import type { Labels } from '../labels.ts';
import { decodeImage, ImageProblem } from '../pixels/decode.ts';
import type { DecodedImage } from '../pixels/decode.ts';
import { openImageBytes } from './image-bytes.ts';
import type { ImageBytes } from './image-bytes.ts';
import { inOrder } from './in-order.ts';
import { createLeftOut } from './left-out.ts';
import type { LeftOut } from './left-out.ts';
import { createPartTally } from './part-tally.ts';
import type { PartTally } from './part-tally.ts';
import { createPixelSink } from './pixel-sink.ts';
import type { PixelSink } from './pixel-sink.ts';

/** How images are taken in. */
export interface IngestOptions {
  /** Where pixels are kept while there is room; null: nowhere. */
  readonly draft: EntryDraft | null;
  /** Is told of each image, in order. */
  readonly onImage: (done: number, total: number) => void;
  /** Is told why pixels can no longer be kept, where the disk is the reason. */
  readonly onUnwritable: (error: unknown) => void;
  readonly signal: AbortSignal | undefined;
}

const UNREADABLE = 'a file that cannot be read';
/** What the system says where a file is of somebody else. */
const FORBIDDEN: readonly string[] = ['EACCES', 'EPERM'];
/** Images by which the size of all is foreseen. */
const SAMPLES = 64;
/** A guess that is off by so much does not decide. */
const TOLERANCE = 0.9;
/** Classes in one sentence. */
const MOST_NAMED = 10;

/** Decoding is what takes the time, and the largest image takes 200 MB of memory. Fewer than archives are open at once. */
const atOnce = (): number => Math.min(cpus().length, 32) + 2;

/** A set that was taken in, in both ways in which its pixels can be had. */
export interface IngestedSet {
  /** From the draft; null: it has none. */
  readonly kept: StoredSet | null;
  /** From the files. */
  readonly fed: StoredSet;
}

/**
 * Takes the images in.
 *
 * @throws AppError `data/no-usable-images`, `data/empty-class`, `data/unreadable`; the signal's reason
 */
export async function ingest(parts: EncodedParts, options: IngestOptions): Promise<IngestedSet> {
  const { name, classes, train, test } = parts;
  const total = train.count + test.count;
  const sink = createPixelSink(options.draft, options.onUnwritable);
  if (options.draft !== null && total > SAMPLES) await sink.foresee(TOLERANCE * (await foreseenBytes(parts)));
  const leftOut = createLeftOut(parts.skipped);
  let done = 0;
  const take = (images: EncodedImages, isCounted: boolean): Promise<PartTally> =>
    takePart(images, {
      sink,
      isCounted,
      leftOut,
      onTaken() {
        options.signal?.throwIfAborted();
        options.onImage(++done, total);
      },
    });
  const trained = await take(train, train.count > 0);
  const tested = await take(test, train.count === 0);
  const about = {
    id: identityOf([trained, tested]),
    name,
    classes,
    statistics: sink.statistics(),
    validationFrom: validationIn(trained, parts.validationFrom),
    skipped: leftOut.list(),
  };
  const { channels } = sink;
  const fed = { ...about, train: trained.part(channels, null), test: tested.part(channels, null) };
  checkImages(parts, fed);
  if (sink.nextByte === null) return { kept: null, fed };
  const testFrom = trained.area * channels;
  return {
    kept: { ...about, train: trained.part(channels, 0), test: tested.part(channels, testFrom) },
    fed,
  };
}

/** Takes part of a set in. */
interface Taking {
  readonly sink: PixelSink;
  /** Whether its pixels count for the statistics. */
  readonly isCounted: boolean;
  readonly leftOut: LeftOut;
  /** After each image. */
  readonly onTaken: () => void;
}

async function takePart(
  images: EncodedImages,
  { sink, isCounted, leftOut, onTaken }: Taking,
): Promise<PartTally> {
  const tally = createPartTally(images);
  const bytes = openImageBytes(images.files);
  try {
    let index = 0;
    for await (const read of inOrder(images.count, atOnce(), (number) => readImage(bytes, number))) {
      if (read.image === null) leftOut.add(read.problem, bytes.pathOf(index));
      else {
        tally.add(index, read.image, read.sha256);
        await sink.add(read.image, isCounted);
      }
      index++;
      onTaken();
    }
    return tally;
  } finally {
    await bytes.close();
  }
}

type ReadImage =
  | { readonly image: DecodedImage; readonly sha256: Uint8Array }
  | { readonly image: null; readonly problem: string };

async function readImage(bytes: ImageBytes, index: number): Promise<ReadImage> {
  try {
    const content = await bytes.read(index);
    const image = await decodeImage(content, { channels: null });
    return { image, sha256: createHash('sha256').update(content).digest() };
  } catch (error) {
    if (error instanceof ImageProblem) return { image: null, problem: error.reason };
    if (FORBIDDEN.includes(systemCode(error) ?? '')) return { image: null, problem: UNREADABLE };
    // The rest of the set may be gone as well, with its disk: what is left would be taken for all of it from then on.
    throw asUnreadable(bytes.pathOf(index), error);
  }
}

/** How many bytes the pixels of all images take, going by a few of them. */
async function foreseenBytes({ train, test }: EncodedParts): Promise<number> {
  let bytes = 0;
  let read = 0;
  for (const { count, files } of [train, test]) {
    const samples = Math.ceil((SAMPLES * count) / (train.count + test.count));
    const opened = openImageBytes(files);
    try {
      const at = (sample: number): number => Math.floor((sample * count) / samples);
      for await (const { image } of inOrder(samples, atOnce(), (sample) => readImage(opened, at(sample)))) {
        read++;
        bytes += image?.pixels.length ?? 0;
      }
    } finally {
      await opened.close();
    }
  }
  return Math.floor((bytes / read) * (train.count + test.count));
}

function identityOf(tallies: readonly PartTally[]): string {
  const hash = createHash('sha256').update('dartboard files/1\n');
  for (const tally of tallies) tally.identify(hash);
  return hash.digest('hex').slice(0, 16);
}

function validationIn(trained: PartTally, from: number | null): number | null {
  const first = from === null ? trained.count : trained.countBefore(from);
  return first === trained.count ? null : first;
}

function checkImages({ name, train, test }: EncodedParts, set: StoredSet): void {
  const skipped = set.skipped.map(({ reason, count }) => `${String(count)} ${reason}`);
  const noneLeft = (found: EncodedImages, { count }: StoredPart): boolean => found.count > 0 && count === 0;
  if (noneLeft(train, set.train))
    throw dataError('data/no-usable-images', { name, part: 'training', skipped });
  if (noneLeft(test, set.test)) throw dataError('data/no-usable-images', { name, part: 'test', skipped });
  const of = (labels: Labels): readonly number[] => classCounts(labels, set.classes.length);
  const [found, training, testing] = [of(train.labels), of(set.train.labels), of(set.test.labels)];
  const classes = set.classes.filter(
    (_, label) => training[label] === 0 && ((found[label] ?? 0) > 0 || testing[label] === 0),
  );
  if (classes.length > 0)
    throw dataError('data/empty-class', { name, classes: classes.slice(0, MOST_NAMED) });
}
