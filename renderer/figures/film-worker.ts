/** Puts the pictures of a film together, beside the page. */
import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import type { FilmAnswer, FilmTask } from './film-messages.ts';

const encoder = GIFEncoder();
let palette: readonly (readonly number[])[] | null = null;

self.addEventListener('message', ({ data }: MessageEvent<FilmTask>) => {
  if (data.kind === 'end') {
    encoder.finish();
    answer({ kind: 'film', bytes: encoder.bytes() });
    return;
  }
  const { pixels, width, height, delayMs } = data;
  const bytes = new Uint8ClampedArray(pixels);
  // The colours of the first picture and those given serve the whole film: no picture flickers.
  palette ??= [...data.colours, ...quantize(bytes, 256 - data.colours.length)];
  encoder.writeFrame(applyPalette(bytes, palette), width, height, { palette, delay: delayMs });
  answer({ kind: 'taken' });
});

function answer(message: FilmAnswer): void {
  self.postMessage(message);
}
