/** A data set as it is kept: all of it but the place of its pixels. */
import type { Dataset } from '../dataset.ts';
import type { EncodedFiles } from '../encoded.ts';
import type { ImageSet } from '../image-set.ts';
import type { PixelSource } from '../pixels/source.ts';

/** Where the pixels of a part are. */
export type StoredPixels =
  /** In the file of pixels; `starts` as in a {@link PixelSource}. */
  | { readonly kind: 'stored'; readonly firstByte: number; readonly starts: Float64Array | null }
  /** In the files that the set was found in. */
  | { readonly kind: 'encoded'; readonly files: EncodedFiles };

/** One part of a data set. */
export interface StoredPart extends Omit<ImageSet, 'pixels'> {
  readonly pixels: StoredPixels;
}

/** A data set as it is kept. */
export interface StoredSet extends Omit<Dataset, 'train' | 'test'> {
  readonly train: StoredPart;
  readonly test: StoredPart;
}

/**
 * The data set with its pixels in place.
 *
 * @param stored - what is kept
 * @param pixelsPath - the file of pixels; null where none are stored
 */
export function placed(stored: StoredSet, pixelsPath: string | null): Dataset {
  const { train, test } = stored;
  return { ...stored, train: placedPart(train, pixelsPath), test: placedPart(test, pixelsPath) };
}

function placedPart(part: StoredPart, path: string | null): ImageSet {
  return { ...part, pixels: sourceOf(part, path) };
}

function sourceOf({ pixels, channels }: StoredPart, path: string | null): PixelSource {
  if (pixels.kind === 'encoded')
    return { kind: 'encoded', files: pixels.files, channels: channels === 1 ? 1 : 3 };
  if (path === null) throw new Error('internal: pixels are stored, but there is no file of them');
  return { kind: 'file', path, starts: pixels.starts, firstByte: pixels.firstByte };
}
