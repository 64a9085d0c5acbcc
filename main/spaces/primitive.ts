/**
 * What a candidate operation computes, as data: the network builder reads the fields and never the name. Every block
 * maps `[N,H,W,C]` to `[N,H/s,W/s,C]` for the edge's stride s; the layers of each are listed beside it.
 */
export type PrimitiveDefinition =
  /** x * 0. */
  | { readonly block: 'zero' }
  /** Stride 1: identity. Stride 2: factorized reduce, which needs even sizes unless it pads. */
  | { readonly block: 'skip'; readonly oddSizes: 'refuse' | 'pad' }
  /** Max pool, padding (kernel-1)/2. */
  | { readonly block: 'max-pool'; readonly kernel: number }
  /** Average pool, padding (kernel-1)/2; `countPadding`: padding zeros enter the mean. */
  | { readonly block: 'average-pool'; readonly kernel: number; readonly countPadding: boolean }
  /**
   * ReLU; depthwise (stride, dilation, padding); 1x1 to the mid channels; BN; ReLU; depthwise (stride 1, no dilation);
   * 1x1 to C; BN: SepConv of DARTS, SharpSepConv of sharpDARTS.
   */
  | {
      readonly block: 'separable';
      readonly kernel: number;
      readonly dilation: number;
      readonly padding: number;
      readonly mid: MidChannels;
    }
  /** ReLU; depthwise (stride, dilation); 1x1; BN: DilConv of DARTS. */
  | { readonly block: 'dilated'; readonly kernel: number; readonly dilation: number }
  /** Convolution kernel x kernel; BN; ReLU. */
  | { readonly block: 'plain'; readonly kernel: number }
  /** ReLU; convolution kernel x kernel; BN: ReLUConvBN of NAS-Bench-201. */
  | { readonly block: 'rectified'; readonly kernel: number }
  /** ReLU; convolution 1 x kernel (stride on the width); kernel x 1 (stride on the height); BN with `epsilon`. */
  | { readonly block: 'asymmetric'; readonly kernel: number; readonly epsilon: number }
  /** Of a recurrent cell: what is applied to the candidate of a node, element by element. */
  | { readonly block: 'activation'; readonly function: ActivationName };

/** The activations of recurrent cells. */
export type ActivationName = 'tanh' | 'relu' | 'sigmoid' | 'identity';

/**
 * Channels between the two halves of a separable block: `factor` times those of the cell, or a fixed number, which a
 * network's own setting (mid channels, C_mid) replaces.
 */
export type MidChannels = { readonly factor: number } | { readonly channels: number };

/** What a primitive is called and what it computes. */
export interface Primitive {
  /** As published (`sep_conv_3x3`); genotypes refer to it. */
  readonly name: string;
  /** The op table that the definition comes from; null for one of the user's own. */
  readonly table: string | null;
  readonly definition: PrimitiveDefinition;
}

/** The kinds that people tell apart by colour. */
export type PrimitiveFamily =
  | 'none'
  | 'skip'
  | 'pool'
  | 'separable'
  | 'dilated'
  | 'flood'
  | 'choke'
  | 'convolution'
  | Exclude<ActivationName, 'identity'>;

/** The kind of a primitive, from what it computes. */
export function familyOf(definition: PrimitiveDefinition): PrimitiveFamily {
  switch (definition.block) {
    case 'zero':
      return 'none';
    case 'skip':
      return 'skip';
    case 'max-pool':
    case 'average-pool':
      return 'pool';
    case 'separable':
      if ('channels' in definition.mid) return 'choke';
      if (definition.mid.factor > 1) return 'flood';
      return definition.dilation > 1 ? 'dilated' : 'separable';
    case 'dilated':
      return 'dilated';
    case 'plain':
    case 'rectified':
    case 'asymmetric':
      return 'convolution';
    case 'activation':
      return definition.function === 'identity' ? 'skip' : definition.function;
  }
}

/** The form of a primitive's name: safe in every format without escapes. */
export const PRIMITIVE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,63}$/;
