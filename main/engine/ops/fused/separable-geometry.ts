/** What the fused separable convolution and its gradient have in common: operands, sizes, and the native kernel's attributes. */
import {
  engineError,
  pairOf,
  rank4,
  requireKind,
  shapeError,
  sidesOf,
  sizeOf,
  slidingSize,
} from '../../program/index.ts';
import type { Attrs, NodeAttr, TensorType } from '../../program/index.ts';

/** Attributes of the group. Geometry is the depthwise convolution's; without one it is that of a 1x1 window. */
export interface SeparableAttrs extends Attrs {
  /** Whether there is a depthwise convolution. */
  readonly depthwise: boolean;
  /** Whether negative values become zero before the convolutions. */
  readonly relu: boolean;
  /** Whether the image is normalized before that. */
  readonly normalized: boolean;
  /** Of that normalization: added to the variance. */
  readonly epsilon: number;
  /** Height and width of the depthwise kernel; 1, 1 without one. */
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly padding: readonly number[];
  readonly dilations: readonly number[];
}

/** The operands by their meaning. */
export interface SeparableOperands<V> {
  readonly x: V;
  /** The elements of [kh,kw,C,1]. */
  readonly depthwise: V | null;
  /** The elements of [1,1,C,K]. */
  readonly pointwise: V;
  /** mean, variance [C], scale, offset [C] or of one element; empty without normalization. */
  readonly norm: readonly V[];
}

/** How many operands the parameters are: kernels, then the normalization's vectors. */
export const parameterCount = (attrs: SeparableAttrs): number =>
  (attrs.depthwise ? 2 : 1) + (attrs.normalized ? 4 : 0);

/** Taps that the native kernel takes at most. */
export const MOST_TAPS = 49;

/** Reads the operands, in the order x, kernels, normalization. @throws engine/shape-mismatch when some are missing */
export function separableOperands<V>(
  op: string,
  attrs: SeparableAttrs,
  given: readonly V[],
): SeparableOperands<V> {
  const [x, ...parameters] = given;
  const depthwise = attrs.depthwise ? parameters[0] : null;
  const pointwise = parameters[attrs.depthwise ? 1 : 0];
  const norm = parameters.slice(attrs.depthwise ? 2 : 1);
  if (
    x === undefined ||
    depthwise === undefined ||
    pointwise === undefined ||
    norm.length !== (attrs.normalized ? 4 : 0)
  ) {
    const count = 1 + parameterCount(attrs);
    throw engineError('engine/shape-mismatch', `${op}: expected ${count} operands, got ${given.length}.`);
  }
  return { x, depthwise, pointwise, norm };
}

/** The type of the convolved image. @throws engine/shape-mismatch, engine/bad-attribute */
export function separableResult(
  op: string,
  attrs: SeparableAttrs,
  operands: SeparableOperands<TensorType>,
): TensorType {
  const { x, depthwise, pointwise, norm } = operands;
  requireKind(op, 'float', { x });
  const [n, , , channels] = rank4(op, 'x', x);
  const out = sizeOf(pointwise.shape) / channels;
  const window = pairOf(op, attrs, 'window');
  const taps = sizeOf(window);
  if (!Number.isInteger(out)) throw shapeError(op, `a pointwise kernel of ${channels} rows`, [pointwise]);
  if (depthwise !== null && (sizeOf(depthwise.shape) !== taps * channels || taps > MOST_TAPS)) {
    throw shapeError(op, `a depthwise kernel of ${taps} x ${channels} elements`, [depthwise]);
  }
  const statistics = norm.slice(0, 2);
  const isVector = ({ dtype, shape }: TensorType, sizes: readonly number[]) =>
    dtype === 'float32' && sizes.includes(sizeOf(shape));
  if (!statistics.every((v) => isVector(v, [channels])) || !norm.every((v) => isVector(v, [1, channels]))) {
    throw shapeError(op, `mean, variance, scale and offset of shape [${channels}]`, norm);
  }
  const [height, width] = slidingSize(op, x, {
    window,
    strides: pairOf(op, attrs, 'strides'),
    dilations: pairOf(op, attrs, 'dilations'),
    padding: sidesOf(op, attrs),
  });
  return { dtype: x.dtype, shape: [n, height, width, out] };
}

/** The native kernel's attributes. */
export function separableNode(
  attrs: SeparableAttrs,
  operands: SeparableOperands<TensorType>,
): Readonly<Record<string, NodeAttr>> {
  const y = separableResult('separable', attrs, operands);
  const [, height = 1, width = 1, channels = 1] = y.shape;
  return {
    T: { type: y.dtype },
    W: { int: attrs.depthwise ? 2 : 1 },
    M: { int: attrs.normalized ? 4 : 0 },
    depthwise: { bool: attrs.depthwise },
    relu: { bool: attrs.relu },
    normalized: { bool: attrs.normalized },
    epsilon: { float: attrs.epsilon },
    window: { ints: attrs.window },
    strides: { ints: attrs.strides },
    padding: { ints: attrs.padding },
    dilations: { ints: attrs.dilations },
    size: { ints: [height, width, channels] },
  };
}
