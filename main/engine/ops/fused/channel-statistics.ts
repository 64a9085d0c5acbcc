import { float32, operands, rank4, requireKind } from '../../program/index.ts';
import type { NoAttrs, OpDef } from '../../program/index.ts';
import { momentsInTfjs, refuseUnbiased } from './moments.ts';

const NAME = 'channelStatistics';

/**
 * Mean, BIASED and unbiased variance [C] of each channel of x [N,H,W,C] over the batch, in float32: for a normalization whose image no fused
 * convolution has made. Written by the pass `fuse`, for the processor only.
 */
export const channelStatistics: OpDef<NoAttrs> = {
  infer(inputs) {
    const [x] = operands(NAME, ['x'], inputs);
    requireKind(NAME, 'float', { x });
    const [, , , channels] = rank4(NAME, 'x', x);
    return [float32(channels), float32(channels), float32(channels)];
  },
  vjp(b, { inputs, outputs, cotangents }) {
    const [x] = operands(NAME, ['x'], inputs);
    const [mean, variance] = operands(NAME, ['mean', 'variance', 'unbiased'], outputs);
    const [dMean, dVariance, dUnbiased] = cotangents;
    refuseUnbiased(NAME, dUnbiased);
    const flow = [dMean ?? b.fill(0, mean.type), dVariance ?? b.fill(0, variance.type)];
    return [b.one('channelStatisticsGrad', [x, mean, ...flow], { flows: false, scaled: false })];
  },
  toGraph(g, { inputs, inputTypes }) {
    const node = g.node('DartboardChannelStatistics', inputs, {
      T: { type: inputTypes[0]?.dtype ?? 'float32' },
    });
    return [node, `${node}:1`, `${node}:2`];
  },
  toTfjs(tf, inputs) {
    const [x] = operands(NAME, ['x'], inputs);
    return momentsInTfjs(tf, x);
  },
  macs: () => 0,
  samples: [
    { name: 'a small image', inputs: [float32(3, 4, 5, 3)], attrs: {}, outputs: [0, 1] },
    { name: 'more channels than a vector', inputs: [float32(2, 3, 3, 21)], attrs: {}, outputs: [0, 1] },
  ],
};
