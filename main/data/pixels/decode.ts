/**
 * One image file as pixels: JPEG by libjpeg-turbo where the addon has it, everything else by sharp. Either way the pixels of JPEG are those of
 * libjpeg-turbo's defaults, which are Pillow's too.
 */
import type { Window } from '../augment/resize.ts';
import type { ImageSize } from '../image-set.ts';
import { loadNative } from '../native.ts';
import type { NativeJpeg } from '../native.ts';
import { ImageProblem, MOST_PIXELS } from './image-problem.ts';
import { wholeOf } from './reader.ts';
import type { Region } from './reader.ts';
import { openWithSharp } from './sharp.ts';
import type { DecodedImage } from './sharp.ts';

export { ImageProblem } from './image-problem.ts';
export type { DecodedImage } from './sharp.ts';

/** How an image is decoded. */
export interface DecodeOptions {
  /** 3 makes grey images coloured, 1 takes only grey ones; null: grey images have 1 channel, all others 3. */
  readonly channels: 1 | 3 | null;
}

/**
 * Decodes a JPEG, PNG, GIF, WebP or TIFF file, in another thread: turned as its EXIF data says, 16 bits cut to the upper 8, without alpha
 * and colour profile; CMYK as a printer's usual inks. What is cut short is refused; other damage shows where the format has checksums (PNG)
 * and may pass for pixels where it has none (JPEG).
 *
 * @param bytes - the whole file; to be left alone until the promise is kept
 * @param options - how
 * @param jpeg - the decoder of usual JPEG files; null: sharp
 * @throws ImageProblem
 */
export async function decodeImage(
  bytes: Uint8Array,
  { channels }: DecodeOptions,
  jpeg: NativeJpeg | null = loadNative()?.jpeg ?? null,
): Promise<DecodedImage> {
  const header = jpeg?.header(bytes) ?? null;
  if (jpeg !== null && header !== null) {
    const { height, width } = header;
    if (height > MOST_PIXELS || width > MOST_PIXELS) throw new ImageProblem('large');
    const image = { height, width, channels: channelsFor(header.channels, channels) };
    const pixels = new Uint8Array(height * width * image.channels);
    try {
      if (await jpeg.decodeAside(bytes, { ...image, top: 0, left: 0 }, pixels)) return { ...image, pixels };
    } catch (error) {
      throw new ImageProblem('damaged', { cause: error });
    }
  }
  const opened = await openWithSharp(bytes);
  const wanted = channelsFor(opened.channels, channels);
  return withChannels(await opened.decode(null), wanted);
}

/** What is wanted of an image of which some things are known. */
export interface KnownImage extends DecodeOptions {
  readonly channels: 1 | 3;
  /** Of the whole image. */
  readonly size: ImageSize;
  /** Null: all of it. */
  readonly window: Window | null;
}

/**
 * Decodes a part of an image: with `jpeg` in this thread, at once. That the rest of the file is whole is not looked at.
 *
 * @param bytes - the whole file
 * @param image - what is wanted
 * @param jpeg - the decoder of usual JPEG files; null: sharp
 * @throws ImageProblem
 */
export async function decodePart(
  bytes: Uint8Array,
  { channels, size, window }: KnownImage,
  jpeg: NativeJpeg | null,
): Promise<Region> {
  const part = window ?? { top: 0, left: 0, ...size };
  const header = jpeg?.header(bytes) ?? null;
  if (jpeg !== null && header !== null) {
    channelsFor(header.channels, channels);
    checkSize(header, size);
    const pixels = new Uint8Array(part.height * part.width * channels);
    try {
      if (jpeg.decode(bytes, { ...part, channels }, pixels)) return { ...part, pixels };
    } catch (error) {
      throw new ImageProblem('damaged', { cause: error });
    }
  }
  const opened = await openWithSharp(bytes);
  const wanted = channelsFor(opened.channels, channels);
  checkSize(opened.size, size);
  const { pixels } = withChannels(await opened.decode(window), wanted);
  return window === null ? wholeOf(size, pixels) : { ...window, pixels };
}

function checkSize(found: ImageSize, known: ImageSize): void {
  if (found.height !== known.height || found.width !== known.width) throw new ImageProblem('changed');
}

function channelsFor(found: 1 | 3, wanted: 1 | 3 | null): 1 | 3 {
  if (wanted === 1 && found === 3) throw new ImageProblem('coloured');
  return wanted ?? found;
}

function withChannels({ channels, pixels, ...size }: DecodedImage, wanted: 1 | 3): DecodedImage {
  if (channels === wanted) return { ...size, channels, pixels };
  const coloured = new Uint8Array(3 * pixels.length);
  for (let i = 0; i < coloured.length; i++) coloured[i] = pixels[Math.trunc(i / 3)] ?? 0;
  return { ...size, channels: 3, pixels: coloured };
}
