import type { Hash } from 'node:crypto';
import type { StoredPart } from '../cache/stored.ts';
import type { EncodedImages } from '../encoded.ts';
import type { ImageSize } from '../image-set.ts';
import type { Labels } from '../labels.ts';

const DIGEST_BYTES = 32;

/** What becomes known of a part while its images are read: which of them are good, their sizes and hashes. */
export interface PartTally {
  /** How many are good so far. */
  readonly count: number;
  /** Pixels in all of these, whatever their channels. */
  readonly area: number;
  /** Takes the next image of the part as good. */
  add(index: number, size: ImageSize, sha256: Uint8Array): void;
  /** How many of the images before `index` are good. */
  countBefore(index: number): number;
  /** Adds count, labels (16 bits, little-endian) and hashes of the files to the identity of the set. */
  identify(hash: Hash): void;
  /** The part without what is not good; its pixels begin at `firstByte`, or stay in the files where that is null. */
  part(channels: number, firstByte: number | null): StoredPart;
}

/** A tally of nothing yet. */
export function createPartTally({ count: all, labels, files }: EncodedImages): PartTally {
  const good = new Uint32Array(new SharedArrayBuffer(all * Uint32Array.BYTES_PER_ELEMENT));
  const sizes = new Uint16Array(new SharedArrayBuffer(2 * all * Uint16Array.BYTES_PER_ELEMENT));
  const digests = new Uint8Array(all * DIGEST_BYTES);
  let count = 0;
  let area = 0;
  const kept = (): Labels => (count === all ? labels : keptOf(labels, good.subarray(0, count)));
  return {
    get count() {
      return count;
    },
    get area() {
      return area;
    },
    add(index, { height, width }, sha256) {
      good[count] = index;
      sizes.set([height, width], 2 * count);
      digests.set(sha256, count * DIGEST_BYTES);
      area += height * width;
      count++;
    },
    countBefore: (index) => good.subarray(0, count).filter((member) => member < index).length,
    identify(hash) {
      hash.update(`${String(count)}\n`);
      const bytes = new DataView(new ArrayBuffer(2 * count));
      kept().forEach((label, i) => {
        bytes.setUint16(2 * i, label, true);
      });
      hash.update(bytes);
      hash.update(digests.subarray(0, count * DIGEST_BYTES));
    },
    part(channels, firstByte) {
      const own = sizes.slice(0, 2 * count);
      const size = commonSize(own);
      const eachSize = size === null ? sharedCopy(own) : null;
      const about = { count, channels, size, eachSize, labels: kept() };
      if (firstByte === null) {
        const members = count === all ? null : new Uint32Array(good.buffer, 0, count);
        return { ...about, members, pixels: { kind: 'encoded', files } };
      }
      const starts = eachSize === null ? null : startsOf(eachSize, { channels, firstByte });
      return { ...about, members: null, pixels: { kind: 'stored', firstByte, starts } };
    },
  };
}

function keptOf(labels: Labels, good: Uint32Array): Labels {
  const shared = new SharedArrayBuffer(good.length * labels.BYTES_PER_ELEMENT);
  const target = labels instanceof Uint8Array ? new Uint8Array(shared) : new Uint16Array(shared);
  good.forEach((index, i) => {
    target[i] = labels[index] ?? 0;
  });
  return target;
}

/** The size that all images have; null where they differ, and where there are none. */
function commonSize(sizes: Uint16Array): ImageSize | null {
  const [height, width] = sizes;
  if (height === undefined || width === undefined) return null;
  return sizes.every((side, i) => side === (i % 2 === 0 ? height : width)) ? { height, width } : null;
}

function sharedCopy(sizes: Uint16Array): Uint16Array {
  const copy = new Uint16Array(new SharedArrayBuffer(sizes.byteLength));
  copy.set(sizes);
  return copy;
}

function startsOf(
  sizes: Uint16Array,
  { channels, firstByte }: { readonly channels: number; readonly firstByte: number },
): Float64Array {
  const starts = new Float64Array(new SharedArrayBuffer((sizes.length / 2) * Float64Array.BYTES_PER_ELEMENT));
  let at = firstByte;
  starts.forEach((_, i) => {
    starts[i] = at;
    at += (sizes[2 * i] ?? 0) * (sizes[2 * i + 1] ?? 0) * channels;
  });
  return starts;
}
