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

/** The geometry of a maximum pool, whose kernels take explicit padding as minus infinity. */
export function maxPoolNodeAttrs(attrs: PoolAttrs): Readonly<Record<string, NodeAttr>> {
  const [top, bottom, left, right] = sidesOf('maxPool', attrs);
  const none = top + bottom + left + right === 0;
  return {
    ...windowAttrs(attrs),
    padding: { text: none ? 'VALID' : 'EXPLICIT' },
    explicit_paddings: { ints: none ? [] : [0, 0, top, bottom, left, right, 0, 0] },
  };
}

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
  if (!hasPadding(attrs)) return dx;
  return g.node('Slice', [dx, g.ints([0, top, left, 0]), g.ints(inputShape)], {
    T,
    Index: { type: 'int32' },
  });
}

const windowAttrs = (attrs: PoolAttrs): Readonly<Record<string, NodeAttr>> => ({
  ksize: { ints: [1, ...attrs.window, 1] },
  strides: { ints: [1, ...attrs.strides, 1] },
  data_format: { text: 'NHWC' },
});

const hasPadding = (attrs: PoolAttrs): boolean => attrs.padding.some((side) => side > 0);

const corrects = (attrs: AverageAttrs): boolean => hasPadding(attrs) && !attrs.countPadding;

function isSame(attrs: AverageAttrs): boolean {
  const [top, bottom, left, right] = sidesOf('avgPool', attrs);
  const [height = 1, width = 1] = attrs.window;
  return (
    corrects(attrs) &&
    attrs.strides.every((stride) => stride === 1) &&
    top === bottom &&
    left === right &&
    2 * top + 1 === height &&
    2 * left + 1 === width
  );
}

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
