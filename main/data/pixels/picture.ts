/** Single images: one that somebody brings, made such as a data set has them, and those of a set as files to be shown. */
import { createRequire } from 'node:module';
import type SharpFunction from 'sharp';
import { createResizer } from '../augment/resize.ts';
import { inMemory } from '../image-set.ts';
import type { ImageSet, ImageSize } from '../image-set.ts';
import { loadNative } from '../native.ts';
import { decodeImage } from './decode.ts';
import type { DecodedImage } from './decode.ts';

/** What a data set's images are like. */
export interface PictureOptions extends Pick<ImageSet, 'channels' | 'size'> {
  /** Whether dark and light change places: images of ink on paper for a network that knows light on dark. */
  readonly invert: boolean;
}

/** An image as a data set would have it. */
export interface Picture {
  /** It alone, with the label 0. */
  readonly set: ImageSet;
  readonly image: DecodedImage;
  /** As the file has it. */
  readonly original: ImageSize;
  /** What was changed, in words: `made grey`. */
  readonly changes: readonly string[];
}

/**
 * Decodes an image file and gives it the channels of a data set and, where all of its images have one, their size: the largest middle
 * part of that shape, resized. An image that is such already is left as it is.
 *
 * @throws ImageProblem
 */
export async function readPicture(
  bytes: Uint8Array,
  { channels, size, invert }: PictureOptions,
): Promise<Picture> {
  const decoded = await decodeImage(bytes, { channels: channels === 3 ? 3 : null });
  const changes: string[] = [];
  let image = decoded;
  if (channels === 1 && image.channels === 3) {
    image = greyOf(image);
    changes.push('made grey');
  }
  if (size !== null && (size.height !== image.height || size.width !== image.width)) {
    const isCut = image.height * size.width !== image.width * size.height;
    image = fitted(image, size);
    changes.push(`${isCut ? 'its middle ' : ''}scaled to ${size.height}x${size.width}`);
  }
  if (invert) {
    image = { ...image, pixels: image.pixels.map((value) => 255 - value) };
    changes.push('inverted');
  }
  const shared = new Uint8Array(new SharedArrayBuffer(image.pixels.length));
  shared.set(image.pixels);
  const labels = new Uint8Array(new SharedArrayBuffer(1));
  const set = inMemory({ ...image, count: 1, images: shared, labels });
  return { set, image, original: { height: decoded.height, width: decoded.width }, changes };
}

/** As the human eye weighs the colours. @see Pillow, `Image.convert('L')` (ITU-R 601-2) */
function greyOf({ pixels, ...image }: DecodedImage): DecodedImage {
  const grey = new Uint8Array(image.height * image.width);
  for (let i = 0; i < grey.length; i += 1) {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(3 * i, 3 * i + 3);
    grey[i] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  }
  return { ...image, channels: 1, pixels: grey };
}

function fitted(image: DecodedImage, size: ImageSize): DecodedImage {
  const scale = Math.min(image.height / size.height, image.width / size.width);
  const height = Math.max(1, Math.min(image.height, Math.round(size.height * scale)));
  const width = Math.max(1, Math.min(image.width, Math.round(size.width * scale)));
  const window = {
    top: Math.floor((image.height - height) / 2),
    left: Math.floor((image.width - width) / 2),
    height,
    width,
  };
  const pixels = new Uint8Array(size.height * size.width * image.channels);
  const wanted = { ...size, top: 0, left: 0 };
  createResizer({ image, window, size, wanted }, loadNative()?.resample)(image.pixels, pixels);
  return { ...size, channels: image.channels, pixels };
}

/** Pixels that are to be shown. */
export interface ShownPixels extends ImageSize {
  /** 1 or 3. */
  readonly channels: number;
  /** [H,W,C] */
  readonly pixels: Uint8Array;
}

/**
 * A PNG file of an image: as it is where no side is longer than `most` pixels, else made smaller.
 */
export async function pngOf(
  { height, width, channels, pixels }: ShownPixels,
  most: number,
): Promise<Uint8Array> {
  // Not by `import`: its ES modules are too new for the Node.js of Electron 25.
  const sharp = createRequire(import.meta.url)('sharp') as typeof SharpFunction;
  const image = sharp(pixels, { raw: { height, width, channels: channels === 1 ? 1 : 3 } });
  const shown =
    Math.max(height, width) <= most ? image : image.resize(most, most, { fit: 'inside', kernel: 'lanczos3' });
  return (channels === 1 ? shown.toColourspace('b-w') : shown).png().toBuffer();
}
