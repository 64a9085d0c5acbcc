import type { Var } from '../../engine/index.ts';
import { nnError } from '../errors.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { convolution } from '../layers/convolution.ts';
import { imageOf } from '../tracer.ts';
import type { Tracer } from '../tracer.ts';

/** A factorized reduction. */
export interface FactorizedReduceOptions {
  /** Channels of the result, even. */
  readonly channels: number;
  readonly affine: boolean;
  /** `refuse`, as DARTS, which fails on odd heights and widths; `pad`, as sharpDARTS: with a zero row and column at the end. */
  readonly oddSizes: 'refuse' | 'pad';
}

/**
 * Halves height and width without losing a pixel: x [N,H,W,C] to [N,H/2,W/2,channels], rounded up. ReLU; two 1x1 convolutions of
 * stride 2, the second on the image without its first row and column; both joined; BN. `FactorizedReduce` of the references.
 *
 * @throws nn/odd-size, nn/odd-channels
 */
export function factorizedReduce(t: Tracer, x: Var, options: FactorizedReduceOptions): Var {
  const { channels, affine, oddSizes } = options;
  const { batch, height, width, channels: inputs } = imageOf(x);
  const odd = [height % 2, width % 2] as const;
  if (oddSizes === 'refuse' && odd[0] + odd[1] > 0)
    throw nnError('nn/odd-size', { layer: t.name, height, width });
  if (channels % 2 !== 0) throw nnError('nn/odd-channels', { layer: t.name, channels });
  const half = (name: string, image: Var): Var =>
    convolution(t.at(name), image, { channels: channels / 2, kernel: [1, 1], strides: [2, 2] });
  const rectified = t.b.one('relu', [x]);
  const first = half('conv_1', rectified);
  // On even sizes the padding would never be read.
  const whole =
    odd[0] + odd[1] === 0
      ? rectified
      : t.b.one('pad', [rectified], { before: [0, 0, 0, 0], after: [0, odd[0], odd[1], 0] });
  const size = [batch, height + odd[0] - 1, width + odd[1] - 1, inputs];
  const second = half('conv_2', t.b.one('slice', [whole], { begin: [0, 1, 1, 0], size }));
  return batchNorm(t.at('bn'), t.b.one('concat', [first, second], { axis: 3 }), { affine });
}
