import { crc32 } from '../../main/base/crc32.ts';

const SIGNATURE = 8;
/** Length, name, width, height, five bytes, checksum. */
const HEADER = 25;
const CHUNK = 21;

/** A PNG that says how large it is on paper. */
export function withResolution(png: Uint8Array, dpi: number): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(CHUNK);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, 9);
  chunk.set(new TextEncoder().encode('pHYs'), 4);
  const perMetre = Math.round(dpi / 0.0254);
  view.setUint32(8, perMetre);
  view.setUint32(12, perMetre);
  chunk[16] = 1;
  view.setUint32(17, crc32(chunk.subarray(4, 17)));
  const at = SIGNATURE + HEADER;
  const whole = new Uint8Array(png.length + CHUNK);
  whole.set(png.subarray(0, at));
  whole.set(chunk, at);
  whole.set(png.subarray(at), at + CHUNK);
  return whole;
}
