import type { Var } from '../../engine/index.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { pointwise } from '../layers/convolution.ts';
import type { Tracer } from '../tracer.ts';

/** ReLU; 1x1 convolution; BN: x [N,H,W,C] to [N,H,W,channels]. `ReLUConvBN` of the references. */
export function reluConvBn(
  t: Tracer,
  x: Var,
  { channels, affine }: { readonly channels: number; readonly affine: boolean },
): Var {
  const op = t.at('op');
  return batchNorm(op.at(2), pointwise(op.at(1), t.b.one('relu', [x]), channels), { affine });
}
