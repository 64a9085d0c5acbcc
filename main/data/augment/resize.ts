/**
 * Bilinear resizing with antialiasing: every pixel of the result is a mean of the pixels under a triangle that is as wide as the
 * reduction is strong. Whole numbers and their rounding are Pillow's, so that the grey levels are the same.
 *
 * @see Pillow, `Image.resize` with `BILINEAR` (version 13: the axis that shrinks much more goes first)
 */
import type { ImageShape } from './image-shape.ts';

/** A rectangle of an image. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** What is resized to what. */
export interface Resizing {
  readonly image: ImageShape;
  /** What is seen of the image: nothing beside it counts. */
  readonly window: Window;
  /** The size that the window gets. */
  readonly size: Pick<Window, 'height' | 'width'>;
  /** What of the result is wanted. */
  readonly wanted: Window;
}

/** Writes the wanted part of a resized image: from pixels `[H, W, C]` to pixels `[wanted.height, wanted.width, C]`. */
export type Resizer = (source: Uint8Array, target: Uint8Array) => void;

/**
 * Resamples one axis: native code does the same in a tenth of the time (main/data/native/resample.cc), to the bit.
 */
export type Resample = (source: Uint8Array, target: Uint8Array, axis: Axis) => void;

/** Weights are fractions of 2^22. */
const PRECISION = 22;

/** Makes the weights once, for any number of images. */
export function createResizer(
  { image, window, size, wanted }: Resizing,
  resample: Resample = resampled,
): Resizer {
  const { channels } = image;
  const columns = tapsOf(window.width, size.width, { first: wanted.left, count: wanted.width });
  const rows = tapsOf(window.height, size.height, { first: wanted.top, count: wanted.height });
  const row = image.width * channels;
  const isRowsFirst = shrinksMore(window, size);
  // Between the passes are only the rows, or the columns, that the second one reads.
  const { begin, length } = isRowsFirst ? columns.reach : rows.reach;
  const between = new Uint8Array(length * (isRowsFirst ? wanted.height : wanted.width) * channels);
  const corner = window.top * row + window.left * channels;
  return (source, target) => {
    if (isRowsFirst) {
      const inner = length * channels;
      resample(source, between, {
        ...{ taps: rows, offset: corner + begin * channels },
        ...{ outer: 1, outerStep: 0, step: row, inner },
      });
      resample(between, target, {
        ...{ taps: columns, offset: -begin * channels },
        ...{ outer: wanted.height, outerStep: inner, step: channels, inner: channels },
      });
    } else {
      resample(source, between, {
        ...{ taps: columns, offset: corner + begin * row },
        ...{ outer: length, outerStep: row, step: channels, inner: channels },
      });
      const inner = wanted.width * channels;
      resample(between, target, {
        ...{ taps: rows, offset: -begin * inner },
        ...{ outer: 1, outerStep: 0, step: inner, inner },
      });
    }
  };
}

const shrinksMore = (window: Window, size: Resizing['size']): boolean => {
  const fewerRows = window.height - size.height;
  return fewerRows > 0 && fewerRows > 2 * (window.width - size.width);
};

/** Which pixels of an axis count for each pixel of the result, and how much. */
export interface Taps {
  /** `[results]` */
  readonly first: Int32Array;
  /** `[results]` */
  readonly count: Int32Array;
  /** `[results, stride]` */
  readonly weights: Int32Array;
  readonly stride: number;
  /** The pixels that count for any of the results. */
  readonly reach: { readonly begin: number; readonly length: number };
}

function tapsOf(from: number, to: number, results: { readonly first: number; readonly count: number }): Taps {
  const scale = from / to;
  const spread = Math.max(1, scale);
  const stride = Math.ceil(spread) * 2 + 1;
  const first = new Int32Array(results.count);
  const count = new Int32Array(results.count);
  const weights = new Int32Array(results.count * stride);
  const raw = new Float64Array(stride);
  for (let i = 0; i < results.count; i++) {
    const centre = (results.first + i + 0.5) * scale;
    const begin = Math.max(0, Math.trunc(centre - spread + 0.5));
    const end = Math.min(from, Math.trunc(centre + spread + 0.5));
    let sum = 0;
    for (let at = begin; at < end; at++) {
      const weight = Math.max(0, 1 - Math.abs((at - centre + 0.5) * (1 / spread)));
      raw[at - begin] = weight;
      sum += weight;
    }
    first[i] = begin;
    count[i] = end - begin;
    for (let k = 0; k < end - begin; k++) {
      weights[i * stride + k] = Math.trunc(0.5 + ((raw[k] ?? 0) / sum) * (1 << PRECISION));
    }
  }
  const begin = first[0] ?? 0;
  const last = results.count - 1;
  return {
    first,
    count,
    weights,
    stride,
    reach: { begin, length: (first[last] ?? 0) + (count[last] ?? 0) - begin },
  };
}

/** How an array is read as `[outer, axis, inner]`, and its axis resampled; the target is dense in that order. */
export interface Axis {
  readonly taps: Taps;
  /** Where the axis would begin. */
  readonly offset: number;
  readonly outer: number;
  readonly outerStep: number;
  /** From a pixel of the axis to the next. */
  readonly step: number;
  readonly inner: number;
}

function resampled(source: Uint8Array, target: Uint8Array, axis: Axis): void {
  const { taps, offset, outer, outerStep, step, inner } = axis;
  const { first, count, weights, stride } = taps;
  const results = first.length;
  let at = 0;
  for (let line = 0; line < outer * results; line++) {
    const result = line % results;
    const begin = offset + Math.floor(line / results) * outerStep + (first[result] ?? 0) * step;
    const taken = count[result] ?? 0;
    const weight = result * stride;
    for (let i = 0; i < inner; i++) {
      let sum = 1 << (PRECISION - 1);
      let from = begin + i;
      for (let k = 0; k < taken; k++) {
        sum += (source[from] ?? 0) * (weights[weight + k] ?? 0);
        from += step;
      }
      target[at] = sum >> PRECISION;
      at++;
    }
  }
}
