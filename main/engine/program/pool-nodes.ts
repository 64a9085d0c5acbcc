/** TensorFlow's pools, made to pad symmetrically. */
import type { GraphWriter, NodeAttr } from './op.ts';
import type { DType, Shape } from './types.ts';
import { sidesOf } from './windows.ts';
import type { PoolAttrs } from './windows.ts';

/** What an average pool is applied to. */
interface Pooled {
  readonly shape: Shape;
  readonly dtype: DType;
}
type AverageAttrs = PoolAttrs & { readonly countPadding: boolean };

/**
 * The largest of each window as nodes. As for the average, stride 1 is TensorFlow's SAME. Elsewhere the image is padded with the lowest
 * number: the kernels know explicit padding too, but only slow ones do (20 times slower than oneDNN's).
 */
export function maximumOf(g: GraphWriter, on: Pooled & { readonly x: string }, attrs: PoolAttrs): string {
  const { image, node } = maximumNodes(g, on, attrs);
  return g.node('MaxPool', [image], node);
}

/** The gradient of `maximumOf`, as nodes. `shape` is that of x. */
export function maximumGradOf(
  g: GraphWriter,
  on: Pooled & { readonly x: string; readonly y: string; readonly dy: string },
  attrs: PoolAttrs,
): string {
  const { image, node } = maximumNodes(g, on, attrs);
  const dx = g.node('MaxPoolGrad', [image, on.y, on.dy], node);
  return image === on.x ? dx : cropped(g, dx, { ...on, padding: attrs.padding });
}

function maximumNodes(g: GraphWriter, on: Pooled & { readonly x: string }, attrs: PoolAttrs) {
  const T: NodeAttr = { type: on.dtype };
  const padding = keepsSize(attrs) ? 'SAME' : 'VALID';
  const isPadded = padding === 'VALID' && hasPadding(attrs);
  const lowest = () => g.floats([on.dtype === 'float16' ? LOWEST_HALF : LOWEST], [], on.dtype);
  const image = isPadded
    ? g.shared('PadV2', [on.x, paddings(g, attrs), lowest()], { T, Tpaddings: { type: 'int32' } })
    : on.x;
  return {
    image,
    node: { T, ...windowAttrs(attrs), padding: { text: padding }, explicit_paddings: { ints: [] } },
  };
}

/** What padding counts as in a maximum: below every number that a network computes, and finite in bfloat16 too. */
const LOWEST = -3e38;
/** The lowest finite number of float16. */
const LOWEST_HALF = -65504;

/**
 * The mean of each window as nodes. At stride 1 TensorFlow's SAME is the symmetric padding, not counted; in all other cases the image
 * is padded with zeros and the mean corrected by a constant for the windows that lie across the border.
 */
export function averageOf(g: GraphWriter, on: Pooled & { readonly x: string }, attrs: AverageAttrs): string {
  const T: NodeAttr = { type: on.dtype };
  if (isSame(attrs))
    return g.node('AvgPool', [on.x], { T, ...windowAttrs(attrs), padding: { text: 'SAME' } });
  const image = hasPadding(attrs)
    ? g.node('Pad', [on.x, paddings(g, attrs)], { T, Tpaddings: { type: 'int32' } })
    : on.x;
  const mean = g.node('AvgPool', [image], { T, ...windowAttrs(attrs), padding: { text: 'VALID' } });
  return corrects(attrs) ? g.node('Mul', [mean, correction(g, on, attrs)], { T }) : mean;
}

/** The gradient of `averageOf`, as nodes. `shape` is that of dy. */
export function averageGradOf(
  g: GraphWriter,
  on: Pooled & { readonly dy: string },
  attrs: AverageAttrs & { readonly inputShape: readonly number[] },
): string {
  const T: NodeAttr = { type: on.dtype };
  const { inputShape } = attrs;
  if (isSame(attrs)) {
    return g.node('AvgPoolGrad', [g.ints(inputShape), on.dy], {
      T,
      ...windowAttrs(attrs),
      padding: { text: 'SAME' },
    });
  }
  const share = corrects(attrs)
    ? g.node('Mul', [on.dy, correction(g, { shape: inputShape, dtype: on.dtype }, attrs)], { T })
    : on.dy;
  const [top, bottom, left, right] = sidesOf('avgPoolGrad', attrs);
  const [n = 1, h = 1, w = 1, c = 1] = inputShape;
  const padded = [n, h + top + bottom, w + left + right, c];
  const dx = g.node('AvgPoolGrad', [g.ints(padded), share], {
    T,
    ...windowAttrs(attrs),
    padding: { text: 'VALID' },
  });
  return hasPadding(attrs) ? cropped(g, dx, { ...on, shape: inputShape, padding: attrs.padding }) : dx;
}

/** Takes the padding of an image's gradient away. `shape` is that of the image. */
function cropped(g: GraphWriter, dx: string, on: Pooled & { readonly padding: readonly number[] }): string {
  const [top = 0, , left = 0] = on.padding;
  const node = { T: { type: on.dtype }, Index: { type: 'int32' } } as const;
  return g.node('Slice', [dx, g.ints([0, top, left, 0]), g.ints(on.shape)], node);
}

const windowAttrs = (attrs: PoolAttrs): Readonly<Record<string, NodeAttr>> => ({
  ksize: { ints: [1, ...attrs.window, 1] },
  strides: { ints: [1, ...attrs.strides, 1] },
  data_format: { text: 'NHWC' },
});

const hasPadding = (attrs: PoolAttrs): boolean => attrs.padding.some((side) => side > 0);

const corrects = (attrs: AverageAttrs): boolean => hasPadding(attrs) && !attrs.countPadding;

/** Whether the symmetric padding is that of a stride of 1 that keeps the size. */
function keepsSize(attrs: PoolAttrs): boolean {
  const [top, bottom, left, right] = sidesOf('pool', attrs);
  const [height = 1, width = 1] = attrs.window;
  const isSteady = attrs.strides.every((stride) => stride === 1) && top === bottom && left === right;
  return isSteady && 2 * top + 1 === height && 2 * left + 1 === width;
}

const isSame = (attrs: AverageAttrs): boolean => corrects(attrs) && keepsSize(attrs);

function paddings(g: GraphWriter, attrs: PoolAttrs): string {
  return g.ints([0, 0, ...attrs.padding, 0, 0], [4, 2]);
}

/** Window size over the number of pixels in it, `[1,H',W',1]`. */
function correction(g: GraphWriter, image: Pooled, attrs: PoolAttrs): string {
  const [, h = 1, w = 1] = image.shape;
  const [top, bottom, left, right] = sidesOf('avgPool', attrs);
  const [kh = 1, kw = 1] = attrs.window;
  const [sh = 1, sw = 1] = attrs.strides;
  const rows = inWindow({ extent: h, before: top, after: bottom }, kh, sh);
  const columns = inWindow({ extent: w, before: left, after: right }, kw, sw);
  const values = rows.flatMap((row) => columns.map((column) => (kh * kw) / (row * column)));
  return g.floats(values, [1, rows.length, columns.length, 1], image.dtype);
}

/** How many pixels each position of a window covers, along one axis. */
function inWindow(
  line: { readonly extent: number; readonly before: number; readonly after: number },
  size: number,
  stride: number,
): readonly number[] {
  const positions = Math.floor((line.extent + line.before + line.after - size) / stride) + 1;
  return Array.from({ length: positions }, (_, i) => {
    const start = i * stride - line.before;
    return Math.min(start + size, line.extent) - Math.max(start, 0);
  });
}
