import { mapChannels, pixelTable } from '../transfer.ts';
import type { Transfer } from '../transfer.ts';

/**
 * Stretches each channel so that its smallest value becomes 0 and its greatest 255. A channel of one value stays.
 *
 * @see Pillow, `ImageOps.autocontrast` with a cutoff of 0
 */
export function autocontrast(transfer: Transfer): void {
  mapChannels(transfer, stretching);
}

function stretching(histogram: Uint32Array): Uint8Array {
  let low = 0;
  let high = 255;
  while (low < high && histogram[low] === 0) low++;
  while (high > low && histogram[high] === 0) high--;
  if (low === high) return pixelTable((value) => value);
  const scale = 255 / (high - low);
  const offset = -low * scale;
  return pixelTable((value) => Math.min(255, Math.max(0, Math.trunc(value * scale + offset))));
}
