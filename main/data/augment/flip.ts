import type { ImageShape } from './image-shape.ts';

/**
 * Mirrors an image left to right, in place.
 *
 * @param image - pixels `[H, W, C]`
 * @param shape - its size
 */
export function flipHorizontally(image: Uint8Array, { height, width, channels }: ImageShape): void {
  for (let row = 0; row < height; row++) {
    let left = row * width * channels;
    let right = left + (width - 1) * channels;
    while (left < right) {
      for (let channel = 0; channel < channels; channel++) {
        const pixel = image[left + channel] ?? 0;
        image[left + channel] = image[right + channel] ?? 0;
        image[right + channel] = pixel;
      }
      left += channels;
      right -= channels;
    }
  }
}
