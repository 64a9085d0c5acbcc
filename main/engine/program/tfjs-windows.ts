/**
 * Window ops by tfjs kernels. tfjs knows neither one-sided padding nor gradients of dilated convolutions, so everything is
 * reduced to what it knows: an image padded beforehand, a kernel with zeros between its taps, VALID windows.
 */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tfjs } from './op.ts';
import { rank4 } from './operands.ts';
import type { Shape } from './types.ts';
import type { ConvAttrs, PoolAttrs } from './windows.ts';

/** A kernel call of tfjs that its typed API leaves out. */
export function runKernel(
  tf: Tfjs,
  name: string,
  call: {
    readonly inputs: Readonly<Record<string, Tensor>>;
    readonly attrs: Readonly<Record<string, unknown>>;
  },
): Tensor {
  return tf.engine().runKernel<Tensor>(name, { ...call.inputs }, call.attrs as never);
}

/** The tensor as one of rank four. */
export function fourD(tf: Tfjs, x: Tensor): Tensor4D {
  const [a, b, c, d] = rank4('tfjs', 'a tensor', { dtype: 'float32', shape: x.shape });
  return tf.reshape(x, [a, b, c, d]);
}

/** The image with its padding made real. */
export function padImage(
  tf: Tfjs,
  x: Tensor,
  { padding, value = 0 }: { readonly padding: readonly number[]; readonly value?: number },
): Tensor4D {
  const [top = 0, bottom = 0, left = 0, right = 0] = padding;
  return tf.pad4d(
    fourD(tf, x),
    [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    value,
  );
}

/** The shape of the padded image. */
export function paddedShape(shape: Shape, padding: readonly number[]): [number, number, number, number] {
  const [n, h, w, c] = rank4('tfjs', 'an image', { dtype: 'float32', shape });
  const [top = 0, bottom = 0, left = 0, right = 0] = padding;
  return [n, h + top + bottom, w + left + right, c];
}

/** Takes the padding away again. */
export function cropImage(
  tf: Tfjs,
  padded: Tensor,
  { padding, shape }: { readonly padding: readonly number[]; readonly shape: Shape },
): Tensor {
  const [top = 0, , left = 0] = padding;
  return tf.slice(padded, [0, top, left, 0], [...shape]);
}

/** Height and width of a kernel with its taps that far apart. */
export function dilatedSize(shape: Shape, dilations: readonly number[]): [number, number] {
  const [kh = 1, kw = 1] = shape;
  const [dh = 1, dw = 1] = dilations;
  return [(kh - 1) * dh + 1, (kw - 1) * dw + 1];
}

/** The kernel with zeros between its taps, equal to a dilated use of it. */
export function dilateKernel(tf: Tfjs, kernel: Tensor, dilations: readonly number[]): Tensor4D {
  const [kh, kw, a, b] = rank4('tfjs', 'a kernel', { dtype: 'float32', shape: kernel.shape });
  const [dh = 1, dw = 1] = dilations;
  if (dh === 1 && dw === 1) return fourD(tf, kernel);
  const spread = tf.pad(tf.reshape(kernel, [kh, 1, kw, 1, a * b]), [
    [0, 0],
    [0, dh - 1],
    [0, 0],
    [0, dw - 1],
    [0, 0],
  ]);
  const [height, width] = dilatedSize(kernel.shape, dilations);
  return tf.slice4d(tf.reshape(spread, [kh * dh, kw * dw, a, b]), [0, 0, 0, 0], [height, width, a, b]);
}

/** The taps of a kernel's gradient that belong to the undilated kernel. */
export function undilateKernel(tf: Tfjs, gradient: Tensor, dilations: readonly number[]): Tensor {
  const [dh = 1, dw = 1] = dilations;
  if (dh === 1 && dw === 1) return gradient;
  return tf.stridedSlice(gradient, [0, 0, 0, 0], [...gradient.shape], [dh, dw, 1, 1]);
}

/** tfjs's attributes of a convolution without padding and dilation. */
export function validConv(attrs: ConvAttrs): Readonly<Record<string, unknown>> {
  return { strides: [...attrs.strides], pad: 'valid', dataFormat: 'NHWC', dilations: [1, 1] };
}

/** tfjs's attributes of a pool without padding. */
export function validPool(attrs: PoolAttrs): Readonly<Record<string, unknown>> {
  return { filterSize: [...attrs.window], strides: [...attrs.strides], pad: 'valid' };
}
