/** Images that are in a data set more than once, by a hash of their size and pixels. */
import { createHash } from 'node:crypto';
import type { Dataset } from '../dataset.ts';
import type { ImageSet } from '../image-set.ts';
import { eachImage } from './each-image.ts';

/** Where an image is. */
export interface ImagePlace {
  readonly part: 'train' | 'test';
  /** Its number in that part, from 0. */
  readonly index: number;
  readonly label: number;
}

/** What is in a set more than once. */
export interface Duplicates {
  /** Images that are in their part already, under a lower number. */
  readonly withinTrain: number;
  readonly withinTest: number;
  /** Test images that are training images too. */
  readonly across: number;
  /** Groups of equal images whose labels differ. */
  readonly conflicting: number;
  /** How many groups of equal images there are. */
  readonly groups: number;
  /** The first groups, in the order of their first images, with their first members. */
  readonly examples: readonly (readonly ImagePlace[])[];
}

/** Of SHA-256: that two different images have the same 16 bytes does not happen. */
const KEY_BYTES = 16;
const MOST_EXAMPLES = 10;
const MOST_MEMBERS = 8;

/** What counting is watched by. */
export interface DuplicateOptions {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Reads every image and compares hashes. Takes about 24 bytes of memory an image.
 *
 * @throws AppError `data/...` where pixels cannot be read; the signal's reason
 */
export async function findDuplicates(
  { train, test }: Pick<Dataset, 'train' | 'test'>,
  { onProgress, signal }: DuplicateOptions = {},
): Promise<Duplicates> {
  const total = train.count + test.count;
  const keys = new Uint8Array(total * KEY_BYTES);
  let done = 0;
  for (const set of [train, test]) {
    const begin = done;
    await eachImage(set, (index, { height, width, pixels }) => {
      const hash = createHash('sha256').update(
        `${String(height)} ${String(width)} ${String(set.channels)}\n`,
      );
      keys.set(hash.update(pixels).digest().subarray(0, KEY_BYTES), (begin + index) * KEY_BYTES);
      done += 1;
      if (done % REPORT_EVERY === 0) onProgress?.(done, total);
      signal?.throwIfAborted();
    });
  }
  onProgress?.(total, total);
  return countGroups(groupsOf(keys, total), train, test);
}

const REPORT_EVERY = 1000;

/** Groups of two or more equal keys: ascending within, in the order of their first members. */
function groupsOf(keys: Uint8Array, total: number): readonly (readonly number[])[] {
  const view = new DataView(keys.buffer);
  const word = (image: number, at: number): number => view.getUint32(image * KEY_BYTES + at);
  const compare = (a: number, b: number): number => {
    for (let at = 0; at < KEY_BYTES; at += 4) {
      const difference = word(a, at) - word(b, at);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const order = Uint32Array.from({ length: total }, (_, i) => i).sort((a, b) => compare(a, b) || a - b);
  const groups: number[][] = [];
  for (let from = 0; from < total;) {
    let to = from + 1;
    while (to < total && compare(order[from] ?? 0, order[to] ?? 0) === 0) to += 1;
    if (to - from > 1) groups.push([...order.subarray(from, to)]);
    from = to;
  }
  return groups.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

function countGroups(groups: readonly (readonly number[])[], train: ImageSet, test: ImageSet): Duplicates {
  const placeOf = (image: number): ImagePlace => {
    const isTrain = image < train.count;
    const index = isTrain ? image : image - train.count;
    return { part: isTrain ? 'train' : 'test', index, label: (isTrain ? train : test).labels[index] ?? 0 };
  };
  const counts = { withinTrain: 0, withinTest: 0, across: 0, conflicting: 0 };
  for (const group of groups) {
    const inTrain = group.filter((image) => image < train.count).length;
    const inTest = group.length - inTrain;
    counts.withinTrain += Math.max(0, inTrain - 1);
    counts.withinTest += Math.max(0, inTest - 1);
    if (inTrain > 0) counts.across += inTest;
    if (new Set(group.map((image) => placeOf(image).label)).size > 1) counts.conflicting += 1;
  }
  const examples = groups.slice(0, MOST_EXAMPLES).map((group) => group.slice(0, MOST_MEMBERS).map(placeOf));
  return { ...counts, groups: groups.length, examples };
}
