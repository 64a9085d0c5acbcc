/** Images of every kind by sharp (libvips). */
import { createRequire } from 'node:module';
import type SharpFunction from 'sharp';
import type { FailOnOptions, Metadata, OutputInfo, Sharp } from 'sharp';
import { assert } from '../../base/assert.ts';
import { messageOf } from '../../base/errors.ts';
import type { Window } from '../augment/resize.ts';
import { isImage } from '../image-magic.ts';
import type { ImageSize } from '../image-set.ts';
import { ImageProblem, MOST_PIXELS } from './image-problem.ts';

/** An image, decoded. */
export interface DecodedImage extends ImageSize {
  readonly channels: 1 | 3;
  /** `[H, W, C]` */
  readonly pixels: Uint8Array;
}

/** An image whose header has been read. */
export interface OpenedImage {
  /** As it is to be seen. */
  readonly size: ImageSize;
  readonly channels: 1 | 3;
  /** Decodes a part of it, as it is to be seen; null: the whole. @throws ImageProblem */
  decode(window: Window | null): Promise<DecodedImage>;
}

/**
 * Reads the header of an image.
 *
 * @param bytes - the whole file
 * @throws ImageProblem
 */
export async function openWithSharp(bytes: Uint8Array): Promise<OpenedImage> {
  if (!isImage(bytes)) throw new ImageProblem('unknown');
  // Loaded only now, and not by `import`: its ES modules are too new for the Node.js of Electron 25.
  const sharp = createRequire(import.meta.url)('sharp') as typeof SharpFunction;
  // Images are decoded side by side, so each takes one thread; and none is shown twice in a row.
  sharp.concurrency(1);
  sharp.cache(false);
  const open = (failOn: FailOnOptions = 'warning'): Sharp =>
    sharp(bytes, { ignoreIcc: true, limitInputPixels: MOST_PIXELS ** 2, failOn });
  const metadata = await metadataOf(open());
  const form = formOf(metadata);
  return {
    size: metadata.autoOrient,
    channels: form === 'colour' ? 3 : 1,
    async decode(window) {
      const tried = await attempt(decode(partOf(open(), window), form));
      if (!(tried instanceof Error)) return tried;
      const { message } = tried;
      const isWhole = HARMLESS.some((warning) => message.includes(warning));
      const again = isWhole ? await attempt(decode(partOf(open('error'), window), form)) : tried;
      if (again instanceof Error) throw new ImageProblem('damaged', { cause: again });
      return again;
    },
  };
}

/** Warnings that do not speak of the pixels: bytes that belong to nothing, marks of old or careless programs. */
const HARMLESS: readonly string[] = [
  'extraneous bytes before marker',
  'Invalid SOS parameters for sequential JPEG',
  'unknown JFIF revision number',
  'Unknown Adobe color transform code',
];

async function attempt<T>(work: Promise<T>): Promise<T | Error> {
  try {
    return await work;
  } catch (error) {
    return error instanceof Error ? error : new Error(messageOf(error));
  }
}

async function metadataOf(image: Sharp): Promise<Metadata> {
  try {
    return await image.metadata();
  } catch (error) {
    throw new ImageProblem(messageOf(error).includes('pixel limit') ? 'large' : 'damaged', { cause: error });
  }
}

/** What an image is, as far as decoding goes. */
type Form = 'grey' | 'grey of 16 bits' | 'colour';

function formOf({ width, height, pages, channels, space }: Metadata): Form {
  if (width > MOST_PIXELS || height > MOST_PIXELS) throw new ImageProblem('large');
  if ((pages ?? 1) > 1) throw new ImageProblem('moving');
  if (channels > 2) return 'colour';
  return space === 'grey16' ? 'grey of 16 bits' : space === 'b-w' ? 'grey' : 'colour';
}

function partOf(opened: Sharp, window: Window | null): Sharp {
  const image = opened.autoOrient();
  if (window === null) return image.removeAlpha();
  const { top, left, height, width } = window;
  return image.extract({ top, left, height, width }).removeAlpha();
}

async function decode(image: Sharp, form: Form): Promise<DecodedImage> {
  if (form === 'grey of 16 bits') {
    const { data, info } = await raw(image.toColourspace('grey16').raw({ depth: 'ushort' }));
    // Little-endian: the upper byte comes second. What libvips does for grey is no plain cut.
    const pixels = Uint8Array.from({ length: data.length / 2 }, (_, i) => data[2 * i + 1] ?? 0);
    return { height: info.height, width: info.width, channels: 1, pixels };
  }
  const channels = form === 'grey' ? 1 : 3;
  const { data, info } = await raw(
    image.toColourspace(channels === 1 ? 'b-w' : 'srgb').raw({ depth: 'uchar' }),
  );
  assert(
    info.channels === channels,
    `an image has ${String(info.channels)} channels, not ${String(channels)}`,
  );
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.length);
  return { height: info.height, width: info.width, channels, pixels };
}

const raw = (image: Sharp): Promise<{ readonly data: Buffer; readonly info: OutputInfo }> =>
  image.toBuffer({ resolveWithObject: true });
