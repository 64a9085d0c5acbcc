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
