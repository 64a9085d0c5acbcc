import type { Tensor } from '@tensorflow/tfjs-core';
import { float32, sizeOf, tfjsWindows } from '../../program/index.ts';
import type { Emitter, OpDef, Tfjs, Var } from '../../program/index.ts';
import { momentsInTfjs, refuseUnbiased } from './moments.ts';
import { separableNode, separableOperands, separableResult } from './separable-geometry.ts';
import type { SeparableAttrs } from './separable-geometry.ts';

const NAME = 'separable';

/** Results that have a gradient. */
const OUTPUTS = [0, 1, 2];

/** The op by tfjs kernels. */
export function separableInTfjs(
  tf: Tfjs,
  inputs: readonly Tensor[],
  attrs: SeparableAttrs,
): readonly Tensor[] {
  const { x, depthwise, pointwise, norm } = separableOperands(NAME, attrs, inputs);
  const [mean, variance, scale, offset] = norm;
  const channels = x.shape[3] ?? 1;
  const [kh = 1, kw = 1] = attrs.window;
  let image = x;
  if (mean !== undefined && variance !== undefined && scale !== undefined && offset !== undefined) {
    const deviation = tf.sqrt(tf.add(variance, attrs.epsilon));
    image = tf.add(tf.mul(tf.div(tf.sub(image, mean), deviation), scale), offset);
  }
  if (attrs.relu) image = tf.relu(image);
  if (depthwise !== null) {
    const [sh = 1, sw = 1] = attrs.strides;
    const taps = tfjsWindows.dilateKernel(tf, tf.reshape(depthwise, [kh, kw, channels, 1]), attrs.dilations);
    image = tf.depthwiseConv2d(tfjsWindows.padImage(tf, image, attrs), taps, [sh, sw], 'valid');
  }
  const kernel = tf.reshape(pointwise, [1, 1, channels, pointwise.size / channels]);
  const y = tf.conv2d(tfjsWindows.fourD(tf, image), tfjsWindows.fourD(tf, kernel), 1, 'valid');
  return [y, ...momentsInTfjs(tf, y)];
}

/** The gradients of `separable`, as equations. */
function gradientOf(
  b: Emitter,
  forward: {
    readonly inputs: readonly Var[];
    readonly outputs: readonly Var[];
    readonly cotangents: readonly (Var | null)[];
    readonly dy: Var;
    readonly wanted: readonly boolean[];
  },
  attrs: SeparableAttrs,
): readonly (Var | null)[] {
  const { inputs, outputs, cotangents, dy, wanted } = forward;
  const kernels = attrs.depthwise ? 2 : 1;
  const weights = wanted.slice(1, 1 + kernels).some(Boolean);
  const image = wanted.some((wants, i) => wants && (i === 0 || i > kernels));
  const [y, mean] = outputs;
  refuseUnbiased(NAME, cotangents[3]);
  if (y === undefined || mean === undefined) return [];
  const ofStatistic = (i: number): Var => cotangents[i] ?? b.fill(0, mean.type);
  const found = b.all('separableGrad', [...inputs, dy, y, mean, ofStatistic(1), ofStatistic(2)], {
    ...attrs,
    scaled: false,
    image,
    weights,
  });
  return found.map((gradient, i) => (wanted[i] ? gradient : null));
}

/**
 * The group that cells are made of, as one kernel that goes through memory once: normalization and rectification (both may be missing),
 * depthwise convolution (may be missing), pointwise convolution, and the statistics of what comes out. Written by the pass `fuse`, for the processor only.
 *
 * Operands: x [N,H,W,C]; the depthwise kernel [kh,kw,C,1] if there is one; the pointwise kernel [1,1,C,K]; the normalization's mean and
 * variance [C], scale and offset ([C], or one number for all channels) if there is one. Kernels may have any shape with those elements in
 * that order: as they lie in the packed weights. x may be bfloat16, all else is float32.
 * Results: y [N,H',W',K] of x's type; its mean, its BIASED and its unbiased variance [K] over the batch.
 */
export const separable: OpDef<SeparableAttrs> = {
  infer(inputs, attrs) {
    const y = separableResult(NAME, attrs, separableOperands(NAME, attrs, inputs));
    const [, , , channels = 1] = y.shape;
    return [y, float32(channels), float32(channels), float32(channels)];
  },
  vjp: (b, { attrs, ...forward }) => gradientOf(b, forward, attrs),
  toGraph(g, { inputs, inputTypes, attrs }) {
    const node = g.node(
      'DartboardSeparable',
      inputs,
      separableNode(attrs, separableOperands(NAME, attrs, inputTypes)),
    );
    return [node, `${node}:1`, `${node}:2`, `${node}:3`];
  },
  toTfjs: separableInTfjs,
  macs(inputs, attrs) {
    const given = separableOperands(NAME, attrs, inputs);
    const [n = 1, height = 1, width = 1, out = 1] = separableResult(NAME, attrs, given).shape;
    const pixels = n * height * width;
    const [, , , channels = 1] = given.x.shape;
    return pixels * (channels * out + (given.depthwise === null ? 0 : channels * sizeOf(attrs.window)));
  },
  samples: [
    {
      name: '3x3 on a normalized image',
      outputs: OUTPUTS,
      inputs: [
        float32(3, 6, 6, 4),
        float32(3, 3, 4, 1),
        float32(1, 1, 4, 5),
        float32(4),
        float32(4),
        float32(4),
        float32(4),
      ],
      attrs: settings(3, { depthwise: true, relu: false, normalized: true }),
      range: [0.2, 1],
    },
    {
      name: 'flat kernels, one scale for all channels',
      outputs: OUTPUTS,
      inputs: [float32(2, 4, 4, 3), float32(27), float32(6), float32(3), float32(3), float32(1), float32(1)],
      attrs: settings(3, { depthwise: true, relu: false, normalized: true }),
      range: [0.2, 1],
    },
    {
      name: '3x3 of more channels than a vector, rectified',
      outputs: OUTPUTS,
      inputs: [float32(2, 4, 4, 20), float32(3, 3, 20, 1), float32(1, 1, 20, 18)],
      attrs: settings(3, { depthwise: true, relu: true, normalized: false }),
      range: [0.2, 1],
    },
    {
      name: '5x5, dilation 2',
      outputs: OUTPUTS,
      inputs: [float32(2, 6, 6, 3), float32(5, 5, 3, 1), float32(1, 1, 3, 4)],
      attrs: {
        ...settings(5, { depthwise: true, relu: true, normalized: false }),
        padding: [4, 4, 4, 4],
        dilations: [2, 2],
      },
      range: [0.2, 1],
    },
    {
      name: '5x5, stride 2',
      outputs: OUTPUTS,
      inputs: [float32(2, 6, 6, 3), float32(5, 5, 3, 1), float32(1, 1, 3, 4)],
      attrs: {
        ...settings(5, { depthwise: true, relu: true, normalized: false }),
        padding: [2, 2, 2, 2],
        strides: [2, 2],
      },
      range: [0.2, 1],
    },
    {
      name: '3x3 without padding',
      outputs: OUTPUTS,
      inputs: [float32(2, 5, 7, 3), float32(3, 3, 3, 1), float32(1, 1, 3, 2)],
      attrs: { ...settings(3, { depthwise: true, relu: false, normalized: false }), padding: [0, 0, 0, 0] },
    },
    {
      name: 'pointwise alone, of 33 channels',
      outputs: OUTPUTS,
      inputs: [float32(2, 3, 5, 33), float32(1, 1, 33, 50)],
      attrs: { ...settings(1, { depthwise: false, relu: false, normalized: false }), padding: [0, 0, 0, 0] },
    },
  ],
};

function settings(
  taps: number,
  switches: { depthwise: boolean; relu: boolean; normalized: boolean },
): SeparableAttrs {
  return {
    ...switches,
    window: [taps, taps],
    epsilon: 1e-5,
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    dilations: [1, 1],
  };
}
