import { mapChannels, pixelTable } from '../transfer.ts';
import type { Transfer } from '../transfer.ts';

/**
 * Spreads each channel's values so that all become about as frequent. A channel of one value stays, and so does one with
 * less than 255 pixels below its greatest value.
 *
 * @see Pillow, `ImageOps.equalize`
 */
export function equalize(transfer: Transfer): void {
  mapChannels(transfer, spreading);
}

function spreading(histogram: Uint32Array): Uint8Array {
  let greatest = 255;
  while (histogram[greatest] === 0) greatest--;
  let others = 0;
  for (let value = 0; value < greatest; value++) others += histogram[value] ?? 0;
  const step = Math.floor(others / 255);
  if (step === 0) return pixelTable((value) => value);
  let below = Math.floor(step / 2);
  return pixelTable((value) => {
    // Rounding the step down can lead beyond the last level.
    const level = Math.min(255, Math.floor(below / step));
    below += histogram[value] ?? 0;
    return level;
  });
}
