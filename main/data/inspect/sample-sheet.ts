/** A sheet of sample images of a data set: a row of each class. */
import sharp from 'sharp';
import { createRng } from '../../base/rng.ts';
import { writeDurably } from '../../base/durable.ts';
import type { Dataset } from '../dataset.ts';
import type { ImageSet } from '../image-set.ts';
import { writing } from '../library/registered.ts';
import type { Region } from '../pixels/reader.ts';
import { eachImage } from './each-image.ts';

/** What the sheet shows. */
export interface SheetOptions {
  /** Images of each class. */
  readonly perClass: number;
  /** Decides which. */
  readonly seed: number;
}

/** A sheet that was written. */
export interface Sheet {
  readonly file: string;
  readonly rows: number;
  readonly columns: number;
  /** Side of an image on the sheet, in pixels. */
  readonly tile: number;
}

const GAP = 2;
/** Smaller images are enlarged by a whole number, up to this. */
const ENLARGED_TILE = 64;
const LARGEST_TILE = 128;
/** Sheets of more classes than one column of rows shows well have several. */
const ROWS_IN_COLUMN = 50;
const BACKGROUND = { r: 255, g: 255, b: 255 };

/**
 * Writes a PNG with images of each class of the training part (of the test part, where there is no other): the class 0 at the top, and
 * beside it, from {@link ROWS_IN_COLUMN} classes on, the next ones. Images are scaled to one size, small ones without smoothing.
 *
 * @throws AppError `data/unwritable`, `data/...`
 */
export async function writeSampleSheet(
  { train, test, classes }: Pick<Dataset, 'train' | 'test' | 'classes'>,
  file: string,
  { perClass, seed }: SheetOptions,
): Promise<Sheet> {
  const set = train.count > 0 ? train : test;
  const rows = Math.min(classes.length, ROWS_IN_COLUMN);
  const columns = Math.ceil(classes.length / ROWS_IN_COLUMN) * perClass;
  const tile = tileFor(set);
  const step = tile + GAP;
  const [height, width] = [rows * step + GAP, columns * step + GAP];
  const sheet = new Uint8Array(height * width * 3).fill(255);
  const chosen = choose(set, { classes: classes.length, perClass, seed });
  const put = async (index: number, image: Region): Promise<void> => {
    const place = chosen.get(index);
    if (place === undefined) return;
    const top = GAP + (place.row % ROWS_IN_COLUMN) * step;
    const left = GAP + (Math.floor(place.row / ROWS_IN_COLUMN) * perClass + place.column) * step;
    const scaled = await scale(image, set.channels, tile);
    for (let y = 0; y < tile; y++)
      sheet.set(scaled.subarray(y * tile * 3, (y + 1) * tile * 3), ((top + y) * width + left) * 3);
  };
  await eachImage(set, put, Uint32Array.from(chosen.keys()).sort());
  const png = await sharp(sheet, { raw: { height, width, channels: 3 } })
    .png()
    .toBuffer();
  await writing(file, () => writeDurably(file, [png]));
  return { file, rows, columns, tile };
}

interface Place {
  /** The class. */
  readonly row: number;
  readonly column: number;
}

/** Which images are shown, and where. */
function choose(
  { labels }: ImageSet,
  { classes, perClass, seed }: SheetOptions & { readonly classes: number },
): Map<number, Place> {
  const members = Array.from({ length: classes }, (): number[] => []);
  labels.forEach((label, index) => members[label]?.push(index));
  const chosen = new Map<number, Place>();
  members.forEach((all, row) => {
    const order = createRng(seed, 'data', 'samples', row).permutation(all.length).subarray(0, perClass);
    order.forEach((position, column) => chosen.set(all[position] ?? 0, { row, column }));
  });
  return chosen;
}

function tileFor({ size }: ImageSet): number {
  if (size === null) return LARGEST_TILE;
  const side = Math.max(size.height, size.width);
  return Math.min(LARGEST_TILE, side * Math.max(1, Math.floor(ENLARGED_TILE / side)));
}

async function scale({ height, width, pixels }: Region, channels: number, tile: number): Promise<Uint8Array> {
  const isSmall = Math.max(height, width) <= tile;
  return sharp(pixels, { raw: { height, width, channels: channels === 1 ? 1 : 3 } })
    .toColourspace('srgb')
    .resize(tile, tile, { fit: 'contain', background: BACKGROUND, kernel: isSmall ? 'nearest' : 'lanczos3' })
    .raw()
    .toBuffer();
}
