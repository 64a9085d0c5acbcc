import type { Shape } from '../engine/index.ts';

/** How a parameter starts. */
export type Init =
  /** Uniform from -bound to bound. */
  | { readonly kind: 'uniform'; readonly bound: number }
  | { readonly kind: 'constant'; readonly value: number };

/** What stands where in a parameter's shape: the layouts of the engine. */
export type ParameterLayout =
  /** `[kh,kw,in,out]`. */
  | 'convolution'
  /** `[kh,kw,C,1]`. */
  | 'depthwise'
  /** `[in,out]`. */
  | 'linear'
  /** `[rows,columns]`, as in PyTorch: what an embedding looks words up in, and what a row vector is multiplied by. */
  | 'matrix'
  /** `[C]`. */
  | 'vector';

/** One trainable tensor of a network. */
export interface ParameterSpec {
  /** As PyTorch names it in the reference: `cells.3._ops.5._ops.4.op.1.weight`. */
  readonly name: string;
  readonly shape: Shape;
  readonly layout: ParameterLayout;
  readonly init: Init;
}

/** One batch normalization, which keeps a running mean [C] and a running variance [C]. */
export interface StatisticSpec {
  /** As PyTorch names the layer: `stem.1`. */
  readonly name: string;
  readonly channels: number;
}

/**
 * How convolution and linear layers of the references start, PyTorch's default: uniform in +-1/sqrt(fanIn). A linear layer's bias
 * has the bound of its weight.
 */
export function fanInUniform(fanIn: number): Init {
  return { kind: 'uniform', bound: 1 / Math.sqrt(fanIn) };
}
