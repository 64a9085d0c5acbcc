import type { Var } from '../../engine/index.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { pointwise } from '../layers/convolution.ts';
import { maxPool } from '../layers/pooling.ts';
import { imageOf } from '../tracer.ts';
import type { Tracer } from '../tracer.ts';

/** A pool that may change the number of channels. */
export interface ResizablePoolOptions {
  readonly channels: number;
  readonly affine: boolean;
  readonly kernel: number;
  readonly stride: number;
}

/**
 * Max pool, and where the number of channels changes a 1x1 convolution and BN with epsilon 1e-3 behind it: x [N,H,W,C] to
 * [N,H/s,W/s,channels]. `ResizablePool` of sharpDARTS.
 */
export function resizablePool(t: Tracer, x: Var, options: ResizablePoolOptions): Var {
  const { channels, affine } = options;
  const pooled = maxPool(t, x, options);
  if (imageOf(x).channels === channels) return pooled;
  const op = t.at('op');
  return batchNorm(op.at(2), pointwise(op.at(1), pooled, channels), { affine, epsilon: 1e-3 });
}
