import type { MidChannels } from '../../spaces/index.ts';
import { separableConv } from '../blocks/separable.ts';
import type { DefinitionOf, Place, PrimitiveDef } from '../primitive.ts';
import { imageOf } from '../tracer.ts';

/** Separable convolutions in two stages: sep, and in sharpDARTS also dil, flood and choke. */
export const separable: PrimitiveDef<DefinitionOf<'separable'>> = {
  normalizedInSearch: false,
  trace(t, x, { definition: { kernel, padding, dilation, mid }, ...place }) {
    const { stride, affine, channels = imageOf(x).channels } = place;
    const midChannels = midOf(mid, channels, place);
    return separableConv(t, x, { channels, midChannels, affine, kernel, stride, padding, dilation });
  },
};

function midOf(mid: MidChannels, channels: number, { midChannels }: Place): number {
  if ('factor' in mid) return Math.floor(channels * mid.factor);
  return midChannels === undefined ? mid.channels : (midChannels ?? channels);
}
