/** The geometry that convolutions and pools share: a window that slides over a padded image. */
import { engineError, shapeError } from './errors.ts';
import type { NodeAttr } from './op.ts';
import { rank4, wholes } from './operands.ts';
import type { Attrs } from './program.ts';
import type { TensorType } from './types.ts';

/** Attributes of a convolution. */
export interface ConvAttrs extends Attrs {
  /** Steps of the window, `[height, width]`. */
  readonly strides: readonly number[];
  /** Zeros around the image, `[top, bottom, left, right]`. */
  readonly padding: readonly number[];
  /** Distance between the kernel's taps, `[height, width]`. */
  readonly dilations: readonly number[];
}

/** Attributes of a pool. */
export interface PoolAttrs extends Attrs {
  /** Size of the window, `[height, width]`. */
  readonly window: readonly number[];
  /** Steps of the window, `[height, width]`. */
  readonly strides: readonly number[];
  /** Rows and columns around the image that belong to no pixel, `[top, bottom, left, right]`. */
  readonly padding: readonly number[];
}

/** A pair of numbers, `[height, width]`. */
export type Pair = readonly [number, number];
/** `[top, bottom, left, right]`. */
export type Sides = readonly [number, number, number, number];

/** An attribute of two numbers. @throws engine/bad-attribute */
export function pairOf(op: string, attrs: Attrs, name: string): Pair {
  const [height = 1, width = 1] = wholes(op, attrs, { name, length: 2, least: 1 });
  return [height, width];
}

/** The padding. @throws engine/bad-attribute */
export function sidesOf(op: string, attrs: Attrs): Sides {
  const [top = 0, bottom = 0, left = 0, right = 0] = wholes(op, attrs, { name: 'padding', length: 4 });
  return [top, bottom, left, right];
}

/**
 * Height and width of what a window sees: `floor((extent + padding - dilation * (window - 1) - 1) / stride) + 1`.
 * @throws engine/shape-mismatch when the window is larger than the padded image
 */
export function slidingSize(
  op: string,
  image: TensorType,
  geometry: {
    readonly window: Pair;
    readonly strides: Pair;
    readonly padding: Sides;
    readonly dilations: Pair;
  },
): Pair {
  const [, height, width] = rank4(op, 'an image', image);
  const { window, strides, padding, dilations } = geometry;
  const along = (padded: number, axis: 0 | 1): number => {
    const reach = dilations[axis] * (window[axis] - 1) + 1;
    if (reach > padded) throw shapeError(op, `an image at least as large as the window of ${reach}`, [image]);
    return Math.floor((padded - reach) / strides[axis]) + 1;
  };
  const [top, bottom, left, right] = padding;
  return [along(height + top + bottom, 0), along(width + left + right, 1)];
}

/** Height and width of a convolution's result. @throws engine/shape-mismatch, engine/bad-attribute */
export function convSize(
  op: string,
  image: TensorType,
  kernel: { readonly window: Pair; readonly attrs: Attrs },
): Pair {
  return slidingSize(op, image, {
    window: kernel.window,
    strides: pairOf(op, kernel.attrs, 'strides'),
    dilations: pairOf(op, kernel.attrs, 'dilations'),
    padding: sidesOf(op, kernel.attrs),
  });
}

/** Height and width of a pool's result. @throws engine/shape-mismatch, engine/bad-attribute */
export function poolSize(op: string, image: TensorType, attrs: Attrs): Pair {
  const [window, padding] = [pairOf(op, attrs, 'window'), sidesOf(op, attrs)];
  if (
    padding[0] >= window[0] ||
    padding[1] >= window[0] ||
    padding[2] >= window[1] ||
    padding[3] >= window[1]
  ) {
    throw engineError(
      'engine/bad-attribute',
      `${op}: padding ${padding.join(',')} should be below the window ${window.join(',')}.`,
    );
  }
  return slidingSize(op, image, {
    window,
    strides: pairOf(op, attrs, 'strides'),
    padding,
    dilations: [1, 1],
  });
}

/**
 * The geometry as attributes of a TensorFlow convolution node. At stride 1 the symmetric padding that keeps the size is TensorFlow's
 * SAME, and is named so: its dilated depthwise kernels know no other. Everything else is explicit.
 */
export function convNodeAttrs(attrs: ConvAttrs, window: Pair): Readonly<Record<string, NodeAttr>> {
  const sides = sidesOf('conv', attrs);
  const keeps =
    attrs.strides.every((stride) => stride === 1) &&
    sides.every((side, i) => 2 * side === reach(attrs, window, i));
  const none = sides.every((side) => side === 0);
  const padding = keeps ? 'SAME' : none ? 'VALID' : 'EXPLICIT';
  return {
    strides: { ints: [1, ...attrs.strides, 1] },
    dilations: { ints: [1, ...attrs.dilations, 1] },
    padding: { text: padding },
    explicit_paddings: { ints: padding === 'EXPLICIT' ? [0, 0, ...sides, 0, 0] : [] },
    data_format: { text: 'NHWC' },
  };
}

/** Height and width of a kernel of shape `[kh,kw,...]`. */
export const tapsOf = (kernelShape: readonly number[] = []): Pair => [
  kernelShape[0] ?? 1,
  kernelShape[1] ?? 1,
];

/** Pixels from a window's first tap to its last, along the axis of that side. */
function reach(attrs: ConvAttrs, window: Pair, side: number): number {
  const axis = side < 2 ? 0 : 1;
  return (attrs.dilations[axis] ?? 1) * (window[axis] - 1);
}
