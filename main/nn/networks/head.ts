import { imageOf } from '../tracer.ts';
import type { Tracer } from '../tracer.ts';
import type { Var } from '../../engine/index.ts';
import { nnError } from '../errors.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { convolution, pointwise } from '../layers/convolution.ts';
import { linear } from '../layers/linear.ts';
import { averageWindows, globalAveragePool } from '../layers/pooling.ts';

/** Global average pool and linear layer: x [N,H,W,C] to logits [N,classes]. */
export function classifier(t: Tracer, x: Var, classes: number): Var {
  const layer = t.at('classifier');
  return layer.section(() => linear(layer, globalAveragePool(layer, x), classes));
}

/** An auxiliary head. */
export interface AuxiliaryHeadOptions {
  readonly classes: number;
  /** Whether its second convolution has a batch normalization: DARTS leaves it out on ImageNet. */
  readonly secondNorm: boolean;
}

const WINDOW = 5;

/**
 * The auxiliary head, training only: a rectified map [N,H,W,C] to logits [N,classes]. Average pool 5 to 2x2; 1x1 convolution to 128;
 * BN; ReLU; 2x2 convolution to 768; BN; ReLU; linear.
 *
 * The stride of the pool is what leaves 2x2 of the map: 3 for CIFAR's 8x8, 2 for ImageNet's 7x7, as published.
 *
 * @throws nn/head-size
 */
export function auxiliaryHead(t: Tracer, rectified: Var, options: AuxiliaryHeadOptions): Var {
  const { height, width } = imageOf(rectified);
  if (height <= WINDOW || width <= WINDOW) throw nnError('nn/head-size', { layer: t.name, height, width });
  const features = t.at('features');
  const pooled = averageWindows(t, rectified, {
    window: [WINDOW, WINDOW],
    strides: [height - WINDOW, width - WINDOW],
  });
  const narrow = batchNorm(features.at(3), pointwise(features.at(2), pooled, 128), { affine: true });
  const wide = convolution(features.at(5), t.b.one('relu', [narrow]), { channels: 768, kernel: [2, 2] });
  const normal = options.secondNorm ? batchNorm(features.at(6), wide, { affine: true }) : wide;
  const flat = t.b.one('reshape', [t.b.one('relu', [normal])], { shape: [imageOf(wide).batch, 768] });
  return linear(t.at('classifier'), flat, options.classes);
}
