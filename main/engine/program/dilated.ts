/**
 * Gradients of dilated depthwise convolutions.
 *
 * TensorFlow's CPU kernels for them take a dilation and ignore it: they return the gradients of the undilated convolution without a
 * word (seen in 2.21, with oneDNN; the operation tests of this project would find it again). Its forward kernel is right. So:
 * by the image, the gradient is a forward convolution of dy with the reversed kernel; by the kernel, it is the gradient of an
 * undilated convolution within the phases of the image.
 */
import { engineError } from './errors.ts';
import type { Emitter } from './op.ts';
import { rank4 } from './operands.ts';
import type { Var } from './program.ts';
import { pairOf, sidesOf } from './windows.ts';
import type { ConvAttrs, Pair, Sides } from './windows.ts';

/** Whether a window has gaps between its taps. */
export const isDilated = (attrs: ConvAttrs): boolean => attrs.dilations.some((dilation) => dilation > 1);

/** Refuses a window with both gaps and steps. @throws engine/bad-attribute */
export function checkDilation(op: string, attrs: ConvAttrs): void {
  if (!isDilated(attrs) || attrs.strides.every((stride) => stride === 1)) return;
  const given = `strides ${attrs.strides.join(',')} with dilations ${attrs.dilations.join(',')}`;
  throw engineError(
    'engine/bad-attribute',
    `${op}: ${given} is not possible. Take every second pixel first, then convolve without dilation.`,
  );
}

/** Refuses gaps, where only `dilatedInputGrad` and `dilatedFilterGrad` are right. @throws engine/bad-attribute */
export function checkUndilated(op: string, attrs: ConvAttrs): void {
  if (!isDilated(attrs)) return;
  throw engineError(
    'engine/bad-attribute',
    `${op}: dilations should be 1,1, got ${attrs.dilations.join(',')}.`,
  );
}

/** dx [N,H,W,C] from dy [N,H',W',C] and a kernel [kh,kw,C,1]. */
export function dilatedInputGrad(
  b: Emitter,
  { dy, kernel }: { dy: Var; kernel: Var },
  attrs: ConvAttrs,
): Var {
  const [kh, kw] = rank4('dilatedInputGrad', 'kernel', kernel.type);
  const [dh, dw] = pairOf('dilatedInputGrad', attrs, 'dilations');
  const [top, bottom, left, right] = sidesOf('dilatedInputGrad', attrs);
  const [tall, wide] = [dh * (kh - 1), dw * (kw - 1)];
  const padding = [tall - top, tall - bottom, wide - left, wide - right];
  return b.one('depthwiseConv2d', [dy, b.one('reverse', [kernel], { axes: [0, 1] })], { ...attrs, padding });
}

/** dkernel [kh,kw,C,1] from x [N,H,W,C] and dy [N,H',W',C]. */
export function dilatedFilterGrad(
  b: Emitter,
  { x, dy, kernel }: { x: Var; dy: Var; kernel: Var },
  attrs: ConvAttrs,
): Var {
  const [kh, kw] = rank4('dilatedFilterGrad', 'kernel', kernel.type);
  const block = pairOf('dilatedFilterGrad', attrs, 'dilations');
  const [image, [top, bottom, left, right]] = dividePadding(b, x, attrs);
  const phases = phasesOfImage(b, image, block);
  const gradients = phasesOfImage(b, dy, block);
  const [, rows = 0, columns = 0] = phases.type.shape;
  const [, outRows = 0, outColumns = 0] = gradients.type.shape;
  // The last phase may be shorter, so what is missing at the far side follows from the sizes.
  const padding = [top, outRows + kh - 1 - rows - top, left, outColumns + kw - 1 - columns - left];
  const isFar = padding.every((side) => side >= 0);
  if (!isFar) {
    throw engineError(
      'engine/no-gradient',
      `A dilated convolution with padding ${top},${bottom},${left},${right} has no gradient here.`,
    );
  }
  return b.one('depthwiseFilterGrad', [phases, gradients], {
    strides: [1, 1],
    dilations: [1, 1],
    padding,
    kernelShape: kernel.type.shape,
  });
}

/** The padding within a phase; where the dilation does not divide it, the image is padded beforehand. */
function dividePadding(b: Emitter, x: Var, attrs: ConvAttrs): readonly [Var, Sides] {
  const [dh, dw] = pairOf('dilatedFilterGrad', attrs, 'dilations');
  const [top, bottom, left, right] = sidesOf('dilatedFilterGrad', attrs);
  if (top % dh === 0 && left % dw === 0) return [x, [top / dh, bottom / dh, left / dw, right / dw]];
  const padded = b.one('pad', [x], { before: [0, top, left, 0], after: [0, bottom, right, 0] });
  return [padded, [0, 0, 0, 0]];
}

/** The phases of an image, filled up with zeros to a size that the block divides. */
function phasesOfImage(b: Emitter, image: Var, [bh, bw]: Pair): Var {
  const [, height, width] = rank4('dilatedFilterGrad', 'an image', image.type);
  const rest = (extent: number, block: number) => (block - (extent % block)) % block;
  return b.one('spaceToBatch', [image], {
    block: [bh, bw],
    padding: [0, rest(height, bh), 0, rest(width, bw)],
  });
}
