import type { Window } from '../augment/resize.ts';
import type { ImageSize } from '../image-set.ts';

/** What is wanted of an image of the set. */
export interface PixelRequest {
  readonly index: number;
  /** What of it has to be there; null: the whole image. */
  readonly window: Window | null;
}

/** A part of an image: the wanted window or more around it. */
export interface Region extends Window {
  /** `[height, width, C]`; good until the next request. */
  readonly pixels: Uint8Array;
}

/** Reads images of a set in one thread. */
export interface PixelReader {
  /**
   * The regions of the requests, in their order: at once where the pixels are at hand.
   *
   * @throws AppError `data/unreadable`, `data/pixels-gone`, `data/bad-image`
   */
  read(requests: readonly PixelRequest[]): readonly Region[] | Promise<readonly Region[]>;
  /** Closes what is open. */
  close(): void;
}

/** The whole of an image as a region. */
export const wholeOf = ({ height, width }: ImageSize, pixels: Uint8Array): Region => ({
  top: 0,
  left: 0,
  height,
  width,
  pixels,
});
