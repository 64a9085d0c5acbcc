/** A penalty that makes costly operations of a hypercuboid less likely. */
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { float32 } from '../engine/index.ts';
import type { EngineBuilder, Var } from '../engine/index.ts';
import { cuboidCosts } from '../nn/index.ts';
import { alphaShape, isHyperCuboid } from '../spaces/index.ts';
import type { SearchSpace } from '../spaces/index.ts';
import type { SearchTask } from './supernet-method.ts';

/** What costs, and how much it counts beside the cross entropy. */
export const expectedCostSchema = z.strictObject({
  /** Multiply-accumulates of an image, or trainable parameters. */
  measure: z.enum(['macs', 'params']).default('macs'),
  /** What the loss rises by where all operations of a stage weigh the same. */
  weight: z.number().positive(),
});

/** A penalty by expected cost. */
export type ExpectedCost = z.output<typeof expectedCostSchema>;

/**
 * What operations cost, relative to each other: their sum over a uniform mixture of every stage is 1. Stem, base and head are not in it.
 *
 * @returns [stages, operations of a stage]
 * @throws AppError `search/needs-hypercuboid`
 */
export function relativeCosts(
  space: SearchSpace,
  measure: ExpectedCost['measure'],
  images: SearchTask['images'],
): readonly (readonly number[])[] {
  if (!isHyperCuboid(space)) {
    const sentence = `The expected cost is known of a hypercuboid's operations, and ${space.title} is a space of cells: leave the setting cost out.`;
    throw new AppError('search/needs-hypercuboid', sentence, { data: { space: space.id } });
  }
  const { height, width, channels: inputChannels, classes } = images;
  const { stages } = cuboidCosts(space, { height, width, inputChannels, classes });
  const costs = stages.map((stage) => stage.map((cost) => cost[measure]));
  const uniform = costs.reduce(
    (sum, stage) => sum + stage.reduce((total, cost) => total + cost, 0) / stage.length,
    0,
  );
  return costs.map((stage) => stage.map((cost) => cost / uniform));
}

/**
 * The penalty: its weight times the cost that the mixtures have on average, 1 while all operations weigh the same. Scalar, differentiable by the
 * alphas [stages, operations].
 *
 * @see Cai, Zhu, Han 2019, ProxylessNAS, arXiv:1812.00332, equation 2, for expected latency; here with counts, which are exact and the same on
 * every machine
 */
export function costPenalty(
  b: EngineBuilder,
  alphas: Var,
  { weight, measure, task }: ExpectedCost & { readonly task: SearchTask },
): Var {
  const { space, images } = task;
  const [height, width] = alphaShape(space);
  const costs = relativeCosts(space, measure, images).flat();
  const values = b.one('constant', [], {
    ...float32(height, width),
    values: costs.map((cost) => Math.fround(weight * cost)),
  });
  const parts = b.one('mul', [b.one('softmax', [alphas]), values]);
  return b.one('sum', [parts], { axes: [0, 1], keepDims: false });
}
