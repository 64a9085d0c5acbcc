/** Every op, by name. A new op is one file, one line here, and a test beside it. */
import type { OpTable } from '../program/index.ts';
import { abs } from './abs.ts';
import { add } from './add.ts';
import { addN } from './add-n.ts';
import { avgPool } from './avg-pool.ts';
import { avgPoolGrad } from './avg-pool-grad.ts';
import { batchNorm } from './batch-norm.ts';
import { batchNormGrad } from './batch-norm-grad.ts';
import { batchNormInference } from './batch-norm-inference.ts';
import { batchToSpace } from './batch-to-space.ts';
import { broadcastTo } from './broadcast-to.ts';
import { cast } from './cast.ts';
import { concat } from './concat.ts';
import { constant } from './constant.ts';
import { conv2d } from './conv2d.ts';
import { conv2dFilterGrad } from './conv2d-filter-grad.ts';
import { conv2dInputGrad } from './conv2d-input-grad.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';
import { depthwiseFilterGrad } from './depthwise-filter-grad.ts';
import { depthwiseInputGrad } from './depthwise-input-grad.ts';
import { div } from './div.ts';
import { equal } from './equal.ts';
import { exp } from './exp.ts';
import { fill } from './fill.ts';
import { channelStatistics } from './fused/channel-statistics.ts';
import { channelStatisticsGrad } from './fused/channel-statistics-grad.ts';
import { descent } from './fused/descent.ts';
import { gates } from './fused/gates.ts';
import { gatesGrad } from './fused/gates-grad.ts';
import { panelProduct } from './fused/panel-product.ts';
import { panels } from './fused/panels.ts';
import { mixedGates } from './fused/mixed-gates.ts';
import { mixedGatesGrad } from './fused/mixed-gates-grad.ts';
import { normSum } from './fused/norm-sum.ts';
import { normSumGrad } from './fused/norm-sum-grad.ts';
import { separable } from './fused/separable.ts';
import { separableGrad } from './fused/separable-grad.ts';
import { floor } from './floor.ts';
import { gather } from './gather.ts';
import { gatherGrad } from './gather-grad.ts';
import { greaterEqual } from './greater-equal.ts';
import { log } from './log.ts';
import { matmul } from './matmul.ts';
import { max } from './max.ts';
import { maxPool } from './max-pool.ts';
import { maxPoolGrad } from './max-pool-grad.ts';
import { maximum } from './maximum.ts';
import { minimum } from './minimum.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { oneHot } from './one-hot.ts';
import { pad } from './pad.ts';
import { randomUniform } from './random-uniform.ts';
import { relu } from './relu.ts';
import { reluGrad } from './relu-grad.ts';
import { reshape } from './reshape.ts';
import { reverse } from './reverse.ts';
import { select } from './select.ts';
import { sigmoid } from './sigmoid.ts';
import { slice } from './slice.ts';
import { softmax } from './softmax.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { spaceToBatch } from './space-to-batch.ts';
import { sparseCrossEntropy } from './sparse-cross-entropy.ts';
import { split } from './split.ts';
import { sqrt } from './sqrt.ts';
import { square } from './square.ts';
import { stopGradient } from './stop-gradient.ts';
import { stridedSlice } from './strided-slice.ts';
import { stridedSliceGrad } from './strided-slice-grad.ts';
import { sub } from './sub.ts';
import { sum } from './sum.ts';
import { tanh } from './tanh.ts';
import { transpose } from './transpose.ts';

/** The engine's ops. */
export const OPS = {
  add,
  sub,
  mul,
  div,
  maximum,
  minimum,
  equal,
  greaterEqual,
  select,
  neg,
  exp,
  log,
  sqrt,
  square,
  abs,
  relu,
  reluGrad,
  sigmoid,
  tanh,
  floor,
  stopGradient,
  addN,
  sum,
  max,
  cast,
  fill,
  constant,
  reshape,
  transpose,
  broadcastTo,
  concat,
  split,
  slice,
  stridedSlice,
  stridedSliceGrad,
  pad,
  reverse,
  spaceToBatch,
  batchToSpace,
  oneHot,
  gather,
  gatherGrad,
  conv2d,
  conv2dInputGrad,
  conv2dFilterGrad,
  depthwiseConv2d,
  depthwiseInputGrad,
  depthwiseFilterGrad,
  maxPool,
  maxPoolGrad,
  avgPool,
  avgPoolGrad,
  batchNorm,
  batchNormGrad,
  batchNormInference,
  matmul,
  softmax,
  softmaxCrossEntropy,
  sparseCrossEntropy,
  randomUniform,
  separable,
  separableGrad,
  normSum,
  normSumGrad,
  channelStatistics,
  channelStatisticsGrad,
  gates,
  gatesGrad,
  mixedGates,
  mixedGatesGrad,
  descent,
  panels,
  panelProduct,
} as const satisfies OpTable;

/** The names of the engine's ops. */
export type OpName = keyof typeof OPS;
