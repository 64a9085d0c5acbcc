import { openPixels } from '../../main/data/index.ts';
import type { ImageSet } from '../../main/data/index.ts';

/** The pixels of the images of a set in memory, `[N, H, W, C]`; of a whole one, the very array. */
export function pixelsIn({ pixels, members, size, channels }: ImageSet): Uint8Array {
  if (pixels.kind !== 'memory' || size === null) throw new Error('the set is not in memory');
  if (members === null) return pixels.bytes;
  const { bytes } = pixels;
  const imageBytes = size.height * size.width * channels;
  const images = Array.from(members, (index) => [
    ...bytes.subarray(index * imageBytes, (index + 1) * imageBytes),
  ]);
  return Uint8Array.from(images.flat());
}

/** A set in memory with other pixels. */
export const withPixels = (set: ImageSet, images: Uint8Array): ImageSet => ({
  ...set,
  pixels: { kind: 'memory', bytes: images },
  members: null,
});

/** All pixels of a set, wherever they are, one image after the other. */
export async function readPixels(set: ImageSet): Promise<Uint8Array> {
  const reader = openPixels(set);
  const images: Uint8Array[] = [];
  for (let index = 0; index < set.count; index++) {
    const [region] = await reader.read([{ index, window: null }]);
    if (region === undefined) throw new Error('the reader gave no image');
    images.push(region.pixels.slice());
  }
  reader.close();
  return Buffer.concat(images);
}
