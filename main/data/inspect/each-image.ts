import { allIndices } from '../splits.ts';
import type { ImageSet } from '../image-set.ts';
import { openPixels } from '../pixels/open.ts';
import type { Region } from '../pixels/reader.ts';

/** As many as are read at once. */
const AT_ONCE = 64;

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
    for (let at = 0; at < indices.length; at += AT_ONCE) {
      const some = [...indices.subarray(at, at + AT_ONCE)];
      const regions = await reader.read(some.map((index) => ({ index, window: null })));
      for (const [i, region] of regions.entries()) await visit(some[i] ?? 0, region);
      // Reading from memory waits for nothing: others are to have their turn.
      await new Promise(setImmediate);
    }
  } finally {
    reader.close();
  }
}
