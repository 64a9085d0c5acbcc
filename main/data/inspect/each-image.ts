import { allIndices } from '../splits.ts';
import { sizeOf } from '../image-set.ts';
import type { ImageSet } from '../image-set.ts';
import { openPixels } from '../pixels/open.ts';
import type { Region } from '../pixels/reader.ts';

/** As many as are read at once, but fewer where they are large: so many photographs would be gigabytes. */
const AT_ONCE = 64;
const BYTES_AT_ONCE = 2 ** 26;

/**
 * Reads images of a set one after the other, in this thread, a few at a time.
 *
 * @param visit - is given the whole of an image, good until it returns
 * @param indices - which; all where left out
 * @throws AppError `data/...`
 */
export async function eachImage(
  set: ImageSet,
  visit: (index: number, image: Region) => void | Promise<void>,
  indices: Uint32Array = allIndices(set.count),
): Promise<void> {
  if (indices.length === 0) return;
  const reader = openPixels(set);
  try {
    for (const some of portions(set, indices)) {
      const regions = await reader.read(some.map((index) => ({ index, window: null })));
      for (const [i, region] of regions.entries()) await visit(some[i] ?? 0, region);
      // Reading from memory waits for nothing: others are to have their turn.
      await new Promise(setImmediate);
    }
  } finally {
    reader.close();
  }
}

function* portions(set: ImageSet, indices: Uint32Array): Generator<readonly number[], void, void> {
  let some: number[] = [];
  let bytes = 0;
  for (const index of indices) {
    const { height, width } = sizeOf(set, index);
    const next = height * width * set.channels;
    if (some.length === AT_ONCE || (some.length > 0 && bytes + next > BYTES_AT_ONCE)) {
      yield some;
      some = [];
      bytes = 0;
    }
    some.push(index);
    bytes += next;
  }
  if (some.length > 0) yield some;
}
