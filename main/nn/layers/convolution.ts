import type { Var } from '../../engine/index.ts';
import { fanInUniform } from '../parameters.ts';
import { imageOf } from '../tracer.ts';
import type { Tracer } from '../tracer.ts';

/** A number for the height and one for the width. */
export type Pair = readonly [number, number];

/** A full convolution. */
export interface ConvolutionOptions {
  /** Channels of the result. */
  readonly channels: number;
  readonly kernel: Pair;
  readonly strides?: Pair;
  /** Zeros on both sides of each axis. */
  readonly padding?: Pair;
}

/** Convolution: x [N,H,W,C] to [N,H',W',channels]. Parameter: `weight`, and `bias` where the tracer's style has it. */
export function convolution(t: Tracer, x: Var, options: ConvolutionOptions): Var {
  const { channels, kernel, strides = [1, 1], padding: [rows, columns] = [0, 0] } = options;
  const inputs = imageOf(x).channels;
  const init = fanInUniform(kernel[0] * kernel[1] * inputs);
  const weight = t.parameter('weight', {
    shape: [...kernel, inputs, channels],
    layout: 'convolution',
    init,
  });
  const y = t.b.one('conv2d', [x, weight], {
    strides,
    padding: [rows, rows, columns, columns],
    dilations: [1, 1],
  });
  if (!t.style.bias) return y;
  return t.biased(y, t.parameter('bias', { shape: [channels], layout: 'vector', init }));
}

/** 1x1 convolution: x [N,H,W,C] to [N,H,W,channels]. */
export function pointwise(t: Tracer, x: Var, channels: number): Var {
  return convolution(t, x, { channels, kernel: [1, 1] });
}

/** A square depthwise convolution. */
export interface DepthwiseOptions {
  readonly kernel: number;
  readonly stride: number;
  /** Zeros on every side. */
  readonly padding: number;
  readonly dilation: number;
}

/**
 * Depthwise convolution without bias: x [N,H,W,C] to [N,H',W',C]. Parameter: `weight`.
 *
 * TensorFlow has no kernel for one that is both strided and dilated. Where stride and dilation are 2 and the padding is even, as
 * in every published primitive, only rows and columns 0, 2, 4, ... are ever read: on these it is a plain convolution with half the
 * padding, and exactly the same sums.
 */
export function depthwise(t: Tracer, x: Var, options: DepthwiseOptions): Var {
  const { kernel, stride, padding, dilation } = options;
  const { channels } = imageOf(x);
  const weight = t.parameter('weight', {
    shape: [kernel, kernel, channels, 1],
    layout: 'depthwise',
    init: fanInUniform(kernel * kernel),
  });
  const apply = (image: Var, [step, zeros, apart]: readonly [number, number, number]): Var =>
    t.b.one('depthwiseConv2d', [image, weight], {
      strides: [step, step],
      padding: [zeros, zeros, zeros, zeros],
      dilations: [apart, apart],
    });
  if (stride === 1 || dilation === 1) return apply(x, [stride, padding, dilation]);
  if (dilation % stride === 0 && padding % stride === 0) {
    return apply(every(t, x, stride), [1, padding / stride, dilation / stride]);
  }
  return every(t, apply(x, [1, padding, dilation]), stride);
}

/** Rows and columns 0, stride, 2 stride, ... of x [N,H,W,C]. */
function every(t: Tracer, x: Var, stride: number): Var {
  return t.b.one('stridedSlice', [x], {
    begin: [0, 0, 0, 0],
    end: x.type.shape,
    strides: [1, stride, stride, 1],
  });
}
