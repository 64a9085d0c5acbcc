import type { PixelStatistics } from '../dataset.ts';
import { dataError } from '../errors.ts';

/**
 * The 256 values that each channel's pixels become: (pixel / 255 - mean) / deviation, or pixel / 255 without
 * statistics. Rounded to float32 after each operation, as PyTorch does (`ToTensor`, `Normalize`), so that the bits are
 * the same.
 *
 * @param statistics - mean and deviation per channel, of pixels scaled to [0, 1]; null only scales
 * @param channels - channels of the images
 * @returns `[C, 256]`
 * @throws AppError `data/channels-mismatch`, `data/bad-augmentation`
 */
export function normalizationTable(statistics: PixelStatistics | null, channels: number): Float32Array {
  const table = new Float32Array(channels * 256);
  const { mean, deviation } = statistics ?? { mean: [], deviation: [] };
  for (const found of statistics === null ? [] : [mean.length, deviation.length]) {
    if (found !== channels)
      throw dataError('data/channels-mismatch', { expected: channels, found, what: 'normalization' });
  }
  for (let channel = 0; channel < channels; channel++) {
    const centre = Math.fround(mean[channel] ?? 0);
    const scale = Math.fround(deviation[channel] ?? 1);
    if (!(scale > 0)) {
      const problem = `channel ${String(channel)} is normalized by the deviation ${String(scale)}, which must be above 0`;
      throw dataError('data/bad-augmentation', { problem });
    }
    for (let pixel = 0; pixel < 256; pixel++) {
      table[channel * 256 + pixel] = Math.fround(Math.fround(pixel / 255) - centre) / scale;
    }
  }
  return table;
}

/**
 * Turns pixels into normalized numbers.
 *
 * @param image - pixels `[H, W, C]`
 * @param table - see {@link normalizationTable}, `[C, 256]`
 * @param target - numbers `[H, W, C]`, overwritten
 */
export function normalizeInto(image: Uint8Array, table: Float32Array, target: Float32Array): void {
  const channels = table.length / 256;
  if (channels === 3) {
    normalizeColors(image, table, target);
    return;
  }
  for (let channel = 0; channel < channels; channel++) {
    const first = channel * 256;
    for (let i = channel; i < image.length; i += channels) target[i] = table[first + (image[i] ?? 0)] ?? 0;
  }
}

/** The same for red, green and blue, in half the time. */
function normalizeColors(image: Uint8Array, table: Float32Array, target: Float32Array): void {
  for (let i = 0; i < image.length; i += 3) {
    target[i] = table[image[i] ?? 0] ?? 0;
    target[i + 1] = table[256 + (image[i + 1] ?? 0)] ?? 0;
    target[i + 2] = table[512 + (image[i + 2] ?? 0)] ?? 0;
  }
}
