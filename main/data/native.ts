/**
 * The one file that knows the data room's addon (main/data/native): resizing for vector units, and JPEG by libjpeg-turbo, of which only
 * what a window needs is computed. Without it everything works, with the same pixels, only slower.
 */
import { createRequire } from 'node:module';
import { messageOf } from '../base/errors.ts';
import type { Resample, Window } from './augment/resize.ts';

/** The addon's exports (main/data/native/addon.cc). Errors of images are given, not thrown. */
interface Addon {
  readonly jpegLibrary: string | null;
  resample(
    source: Uint8Array,
    target: Uint8Array,
    first: Int32Array,
    count: Int32Array,
    weights: Int32Array,
    /** stride, offset, outer, outerStep, step, inner */
    shape: Int32Array,
  ): void;
  /** height, width, channels, orientation */
  readJpegHeader(file: Uint8Array, found: Int32Array): Error | undefined;
  /** channels, top, left, height, width */
  decodeJpeg(file: Uint8Array, window: Int32Array, target: Uint8Array): Decoded;
  decodeJpegAside(file: Uint8Array, window: Int32Array, target: Uint8Array): Promise<Decoded>;
}

/** Null: another decoder has to see the file. */
type Decoded = Error | null | undefined;

/** What a JPEG file says of its image. */
export interface JpegHeader {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

/** What of a JPEG image is wanted. */
export interface JpegWindow extends Window {
  /** 3 makes a grey image coloured. */
  readonly channels: 1 | 3;
}

/** JPEG files that are grey or coloured in the usual ways, of 8 bits, and lie as they are to be seen. */
export interface NativeJpeg {
  /** The library and its version. */
  readonly library: string;
  /** Null: the file is of another kind, or damaged, and another decoder says what it is. */
  header(file: Uint8Array): JpegHeader | null;
  /**
   * Writes `[height, width, channels]` to the front of the target; of the whole image only where the file is complete.
   *
   * @returns false where it shows only now that the file is for another decoder: it is progressive, and lacks scans
   * @throws Error
   */
  decode(file: Uint8Array, window: JpegWindow, target: Uint8Array): boolean;
  /** The same in another thread; the arrays must be left alone meanwhile. */
  decodeAside(file: Uint8Array, window: JpegWindow, target: Uint8Array): Promise<boolean>;
}

/** The addon. */
export interface Native {
  readonly resample: Resample;
  /** Null where it was compiled without libjpeg-turbo. */
  readonly jpeg: NativeJpeg | null;
}

/** Loads the addon into this process; null where there is none that loads. */
export function loadNative(): Native | null {
  const loaded = load();
  return loaded instanceof Error ? null : nativeOf(loaded);
}

/** What decodes and resizes images here, for a person; `missing`: why that is not the fastest way. */
export interface ImageCode {
  readonly jpeg: string;
  readonly resize: 'native' | 'script';
  readonly missing: string | null;
}

/** Says what decodes and resizes images here. */
export function imageCode(): ImageCode {
  const loaded = load();
  if (loaded instanceof Error) {
    const missing = `the addon for images does not load (${messageOf(loaded).split('\n')[0] ?? ''})`;
    return { jpeg: 'sharp', resize: 'script', missing };
  }
  const { jpegLibrary } = loaded;
  const missing =
    jpegLibrary === null ? "libjpeg-turbo's headers were missing when the addon was compiled" : null;
  return { jpeg: jpegLibrary ?? 'sharp', resize: 'native', missing };
}

function load(): Addon | Error {
  try {
    return createRequire(import.meta.url)('dartboard-pixels') as Addon;
  } catch (error) {
    return error instanceof Error ? error : new Error(messageOf(error));
  }
}

function nativeOf(addon: Addon): Native {
  return {
    resample(source, target, { taps, offset, outer, outerStep, step, inner }) {
      const shape = Int32Array.of(taps.stride, offset, outer, outerStep, step, inner);
      addon.resample(source, target, taps.first, taps.count, taps.weights, shape);
    },
    jpeg: addon.jpegLibrary === null ? null : jpegOf(addon, addon.jpegLibrary),
  };
}

function jpegOf(addon: Addon, library: string): NativeJpeg {
  return {
    library,
    header(file) {
      // The library looks further for where an image may begin; other decoders do not.
      if (file[0] !== 0xff || file[1] !== 0xd8 || file[2] !== 0xff) return null;
      const found = new Int32Array(4);
      if (addon.readJpegHeader(file, found) !== undefined) return null;
      const [height = 0, width = 0, channels, orientation] = found;
      return (channels === 1 || channels === 3) && orientation === 1 ? { height, width, channels } : null;
    },
    decode(file, window, target) {
      return isDecoded(addon.decodeJpeg(file, numbersOf(window), target));
    },
    async decodeAside(file, window, target) {
      return isDecoded(await addon.decodeJpegAside(file, numbersOf(window), target));
    },
  };
}

function isDecoded(result: Decoded): boolean {
  if (result instanceof Error) throw result;
  return result === undefined;
}

const numbersOf = ({ channels, top, left, height, width }: JpegWindow): Int32Array =>
  Int32Array.of(channels, top, left, height, width);
