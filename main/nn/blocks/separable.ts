import type { Var } from '../../engine/index.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { depthwise, pointwise } from '../layers/convolution.ts';
import type { Tracer } from '../tracer.ts';

/** Half of a separable block. */
export interface DilatedOptions {
  /** Channels of the result. */
  readonly channels: number;
  readonly affine: boolean;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/**
 * ReLU; depthwise convolution with stride and dilation; 1x1 convolution; BN: x [N,H,W,C] to [N,H/s,W/s,channels]. `DilConv` of the
 * references.
 */
export function dilatedConv(t: Tracer, x: Var, options: DilatedOptions): Var {
  return half(t, x, { ...options, first: 1 });
}

/** A separable block. */
export interface SeparableOptions extends DilatedOptions {
  /** Channels between its halves. */
  readonly midChannels: number;
}

/**
 * Twice ReLU, depthwise, 1x1, BN, of which only the first has stride and dilation: x [N,H,W,C] to [N,H/s,W/s,channels].
 * `SharpSepConv` of sharpDARTS; with as many mid channels as channels and no dilation, `SepConv` of DARTS.
 *
 * @see sharpDARTS, arXiv 1903.09900, figure 3
 */
export function separableConv(t: Tracer, x: Var, options: SeparableOptions): Var {
  const { kernel, midChannels } = options;
  const middle = half(t, x, { ...options, channels: midChannels, first: 1 });
  const padding = (kernel - 1) / 2;
  return half(t, middle, { ...options, padding, stride: 1, dilation: 1, first: 5 });
}

/** ReLU and three layers, of which the first is `op.FIRST`. */
function half(t: Tracer, x: Var, options: DilatedOptions & { readonly first: number }): Var {
  const op = t.at('op');
  const { first, channels, affine } = options;
  const spread = depthwise(op.at(first), t.b.one('relu', [x]), options);
  return batchNorm(op.at(first + 2), pointwise(op.at(first + 1), spread, channels), { affine });
}
