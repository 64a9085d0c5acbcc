import type { Var } from '../../engine/index.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { pointwise } from '../layers/convolution.ts';
import { imageOf } from '../tracer.ts';
import type { Tracer } from '../tracer.ts';

/** What a pool is to give. */
export interface ResizedOptions {
  readonly channels: number;
  readonly affine: boolean;
}

/**
 * What a pool gives, with other channels: where their number changes a 1x1 convolution and BN with epsilon 1e-3, [N,H,W,C] to [N,H,W,channels].
 * The second half of sharpDARTS's `ResizablePool`.
 */
export function resized(t: Tracer, pooled: Var, { channels, affine }: ResizedOptions): Var {
  if (imageOf(pooled).channels === channels) return pooled;
  const op = t.at('op');
  return batchNorm(op.at(2), pointwise(op.at(1), pooled, channels), { affine, epsilon: 1e-3 });
}
