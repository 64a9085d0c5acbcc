import { mixtureOf } from '../mixture.ts';
import { hypercuboidError } from './errors.ts';
import { candidatesOf, stageSize, stagesOf } from './space.ts';
import type { Candidate, HyperCuboid } from './space.ts';

/** A number for each operation of a stage, in the order of `candidatesOf`. */
export type StageValues = readonly number[];

/** Values of all stages, in the order of `stagesOf`. */
export type CuboidValues = readonly StageValues[];

/** An operation with its weight. */
export interface Weighted extends Candidate {
  readonly weight: number;
}

/**
 * The weights of the operations: of each stage the softmax over all of them.
 *
 * @throws hypercuboid/weights for values of another shape
 */
export function cuboidWeights(space: HyperCuboid, alphas: CuboidValues): CuboidValues {
  checkValues(space, alphas);
  return alphas.map((stage) => mixtureOf(stage));
}

/**
 * The operations of each stage that can be computed: those above the least weight whose input there is. Whatever leads nowhere is among them, as
 * in the published graph.
 *
 * @param least - operations that weigh no more are left out; null: all are computed
 */
export function computedOf(
  space: HyperCuboid,
  weights: CuboidValues,
  least: number | null,
): readonly (readonly Weighted[])[] {
  checkValues(space, weights);
  const candidates = candidatesOf(space);
  let features = space.channels.map(() => true);
  return weights.map((values) => {
    const computed = candidates.flatMap((candidate, i): Weighted[] => {
      const weight = values[i] ?? 0;
      const isComputed = features[candidate.from] === true && (least === null || weight > least);
      return isComputed ? [{ ...candidate, weight }] : [];
    });
    features = space.channels.map((_, to) => computed.some((one) => one.to === to));
    return computed;
  });
}

/** @throws hypercuboid/weights for values of another shape, or a number that is not finite */
export function checkValues(space: HyperCuboid, values: CuboidValues): void {
  const stages = stagesOf(space).length;
  const size = stageSize(space);
  const refuse = (problem: string): never => {
    throw hypercuboidError('hypercuboid/weights', { problem });
  };
  if (values.length !== stages) refuse(`${values.length} stages where it has ${stages}`);
  for (const [i, stage] of values.entries()) {
    if (stage.length !== size)
      refuse(`stage ${i + 1} has ${stage.length} numbers where it has ${size} operations`);
    if (!stage.every(Number.isFinite)) refuse(`a number of stage ${i + 1} is not finite`);
  }
}
