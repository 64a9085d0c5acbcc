import { defined } from '../../base/assert.ts';
import type { ImageSet } from '../image-set.ts';
import { wholeOf } from './reader.ts';
import type { PixelReader } from './reader.ts';
import type { PixelSourceOf } from './source.ts';

/** Reads pixels that are in memory, without a copy. */
export function readMemory({ bytes }: PixelSourceOf<'memory'>, set: ImageSet): PixelReader {
  const size = defined(set.size, 'images in memory have one size');
  const imageBytes = size.height * size.width * set.channels;
  const { members } = set;
  return {
    read: (requests) =>
      requests.map(({ index }) => {
        const at = (members === null ? index : (members[index] ?? 0)) * imageBytes;
        return wholeOf(size, bytes.subarray(at, at + imageBytes));
      }),
    close: () => undefined,
  };
}
