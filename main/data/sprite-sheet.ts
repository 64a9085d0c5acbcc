/** PNG files that hold many images: one a row of the sheet, its pixels one after another, or tiles side by side. */
import { messageOf } from '../base/errors.ts';
import { readWhole } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { dataError } from './errors.ts';
import type { ImageSize } from './image-set.ts';

const MAGIC = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;
/** Most pixels of one sheet, which has to be in memory as a whole: five times those of MNIST's. */
const MOST_PIXELS = 2 ** 28;
const MOST_FILE_BYTES = 2 ** 30;

/** A decoded sheet. */
export interface SpriteSheet extends ImageSize {
  readonly path: string;
  readonly channels: 1 | 3;
  /** `[H, W, C]` */
  readonly pixels: Uint8Array;
}

/** The size of a PNG file by its first bytes; null: it is none. */
export function pngSize(head: Uint8Array): ImageSize | null {
  if (head.length < 24 || !MAGIC.every((byte, i) => head[i] === byte)) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/**
 * Decodes a sheet; alpha is left out.
 *
 * @throws AppError `data/unusable-file`, `data/too-large`, `data/unreadable`
 */
export async function readSheet(file: DataFile): Promise<SpriteSheet> {
  const { path } = file;
  const size = pngSize(file.head);
  const unusable = (problem: string, cause?: unknown): Error =>
    dataError('data/unusable-file', { file: path, what: 'sheet of images', problem }, cause);
  if (size === null) throw unusable('it is no PNG file');
  if (size.width * size.height > MOST_PIXELS) {
    const sizeBytes = 3 * size.width * size.height;
    throw dataError('data/too-large', { file: path, sizeBytes, limitBytes: 3 * MOST_PIXELS });
  }
  const bytes = await readWhole(file, MOST_FILE_BYTES);
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  const open = () => sharp(bytes, { limitInputPixels: MOST_PIXELS, ignoreIcc: true, failOn: 'warning' });
  try {
    const { space, depth, pages = 1 } = await open().metadata();
    if (pages > 1) throw unusable('it is an animation');
    if (depth !== 'uchar') throw unusable(`its numbers are ${depth}, where bytes were expected`);
    const channels = space === 'b-w' ? 1 : 3;
    const colours = open()
      .removeAlpha()
      .toColourspace(channels === 1 ? 'b-w' : 'srgb');
    const { data, info } = await colours.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    const { height, width } = info;
    return {
      path,
      height,
      width,
      channels,
      pixels: new Uint8Array(data.buffer, data.byteOffset, data.length),
    };
  } catch (error) {
    throw error instanceof Error && 'code' in error
      ? error
      : unusable(`it cannot be decoded (${oneLine(messageOf(error))})`, error);
  }
}

/** libvips says one thing a line. */
const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, '; ');

/** How the images lie in a sheet. */
export interface SheetLayout extends ImageSize {
  readonly kind: 'rows' | 'tiles';
}

/** How many images a sheet of that size holds; null: it does not divide so. */
export function imagesIn(sheet: ImageSize, { kind, height, width }: SheetLayout): number | null {
  if (kind === 'rows') return sheet.width === height * width ? sheet.height : null;
  const [down, across] = [sheet.height / height, sheet.width / width];
  return Number.isInteger(down) && Number.isInteger(across) ? down * across : null;
}

/** Copies the first images of a sheet, row by row of tiles. @param target - `[N, H, W, C]` */
export function copyImages(
  sheet: SpriteSheet,
  { kind, height, width }: SheetLayout,
  target: Uint8Array,
): void {
  const { channels, pixels } = sheet;
  if (kind === 'rows') {
    target.set(pixels.subarray(0, target.length));
    return;
  }
  const across = sheet.width / width;
  const lineBytes = width * channels;
  for (let line = 0; line * lineBytes < target.length; line++) {
    const image = Math.floor(line / height);
    const y = Math.floor(image / across) * height + (line % height);
    const from = y * sheet.width * channels + (image % across) * lineBytes;
    target.set(pixels.subarray(from, from + lineBytes), line * lineBytes);
  }
}
