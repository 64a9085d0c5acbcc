/**
 * The weights' update of every method over a supernet, and the steps of a search whose batches go through it in several passes: programs
 * that sum gradients, and programs that update by their means. Every pass but those at the virtual weights moves the running statistics,
 * as in a step that takes its batch whole.
 */
import { assert, defined } from '../base/assert.ts';
import { createBuilder, float32 } from '../engine/index.ts';
import type { EngineBuilder, Executable, Program, TensorType, Var } from '../engine/index.ts';
import type { CellKind } from '../spaces/index.ts';
import {
  addToSums,
  clearedSums,
  finishStep,
  guardStep,
  guardUpdates,
  meanOfSum,
  microBatches,
  passSize,
  readStatistics,
  runMicroBatches,
  statisticsUpdates,
} from '../train/index.ts';
import type { RunningStatistics } from '../train/index.ts';
import { differenceStep, passesBeside, virtualStep } from './second-order.ts';
import type { VirtualStep } from './second-order.ts';
import type { LabelledBatch, SearchStep } from './supernet-method.ts';
import {
  alphaKinds,
  alphaType,
  feedBatch,
  passesOf,
  perKind,
  readSupernet,
  updateWeights,
  weightStepProgram,
} from './supernet-model.ts';
import type { PerKind, SupernetArguments, SupernetModel } from './supernet-model.ts';

/** Which weights the alphas' gradient is taken at: those of the step, or those after a virtual step. */
export type Order = 'first' | 'second';

/** What the alphas' gradient is. */
export interface AlphaForm {
  readonly order: Order;
  /** Of the second order. */
  readonly virtualStep: VirtualStep;
}

type Sums = Readonly<Record<string, TensorType>>;

/** What the sum of the gradients by a cell's alphas is called. */
export const ofAlphas = (kind: CellKind): string => `alphas.${kind}`;
const ofDifference = (kind: CellKind): string => `difference.${kind}`;

/** What an update of the weights alone sums. */
export const weightSums = ({ layout }: SupernetModel): Sums => ({ weights: float32(layout.weights.size) });

function alphaSums(model: SupernetModel, order: Order): Sums {
  const { task, layout } = model;
  const alphas = (of: (kind: CellKind) => string) =>
    Object.fromEntries(alphaKinds(model).map((kind) => [of(kind), alphaType(task.space)]));
  const first = alphas(ofAlphas);
  return order === 'first'
    ? first
    : { ...first, unrolled: float32(layout.weights.size), ...alphas(ofDifference) };
}

/**
 * What steps sum over their passes: gradients by the weights and by the alphas; in the second order also the gradient by the virtual
 * weights (`unrolled`) and what the alphas' gradients beside the weights differ by.
 */
export const summedOf = (model: SupernetModel, order: Order): Sums => ({
  ...weightSums(model),
  ...alphaSums(model, order),
});

/** Sizes of the parts of the weights' batches. */
export const weightPasses = ({ task }: SupernetModel): readonly number[] =>
  task.weightBatches.map((batch) => passSize(batch, task.config));

/** The programs of an update of the weights: `weightStep@N`; or those that sum, and `applyWeights`. */
export const weightPrograms = (model: SupernetModel): readonly Program[] =>
  model.task.config.accumulate === 1
    ? model.task.weightBatches.map((batch) => weightStepProgram(model, batch))
    : [...weightPasses(model).map((size) => accumulateWeights(model, size)), applyWeights(model)];

/** The programs that sum the alphas' gradient. A method adds its own `applyAlphas`, of `summedAlphaGradient`. */
export function accumulatingAlphaPrograms(model: SupernetModel, form: AlphaForm): readonly Program[] {
  const valid = passSize(model.task.alphaBatch, model.task.config);
  if (form.order === 'first') return [accumulateAlphas(model, valid)];
  const differences = weightPasses(model).map((size) => accumulateDifference(model, size));
  return [accumulateUnrolled(model, valid, form), ...differences];
}

/** The gradient by the weights of a part of their batch. */
function accumulateWeights(model: SupernetModel, size: number): Program {
  const b = createBuilder();
  const batch = feedBatch(b, model, { size, prefix: '' });
  const pass = passesOf(model, { size, by: ['weights'] })(b, { at: readSupernet(b, model), batch });
  return finishStep(b, `accumulateWeights@${size}`, {
    fetches: { loss: pass.loss, logits: pass.logits },
    updates: partOf(b, model, {
      values: { weights: pass.gradient('weights') },
      statistics: pass.next(readStatistics(b, model.layout)),
    }),
  });
}

/**
 * The updates of one part of a step. A gradient that is not finite goes into the sum all the same, which makes the update by that sum be
 * skipped for the whole step. The running statistics do without such a part: those of the step's other parts move them.
 */
export function partOf(
  b: EngineBuilder,
  model: SupernetModel,
  part: { readonly values: Readonly<Record<string, Var>>; readonly statistics: RunningStatistics },
): Readonly<Record<string, Var>> {
  const updates = statisticsUpdates(part.statistics);
  const guarded = { gradients: Object.values(part.values), updates };
  return {
    ...addToSums(b, part.values),
    ...guardUpdates(b, guarded, model.task.config.precision),
  };
}

function applyWeights(model: SupernetModel): Program {
  const b = createBuilder();
  const { weights } = readSupernet(b, model);
  const gradient = meanOf(b, model, 'weights');
  const { gradientNorm, updates } = updateWeights(b, model, { weights, gradient });
  const guarded = guardStep(b, { gradients: [gradient], updates }, model.task.config.precision);
  return finishStep(b, 'applyWeights', {
    fetches: { gradientNorm },
    updates: { ...guarded, ...clearedSums(b, weightSums(model)) },
  });
}

/** The gradient by the alphas of a part of their batch, at the weights as they are. */
function accumulateAlphas(model: SupernetModel, size: number): Program {
  const b = createBuilder();
  const batch = feedBatch(b, model, { size, prefix: 'valid' });
  const kinds = alphaKinds(model);
  const pass = passesOf(model, { size, by: kinds })(b, { at: readSupernet(b, model), batch });
  const gradient = Object.fromEntries(kinds.map((kind) => [ofAlphas(kind), pass.gradient(kind)]));
  return finishStep(b, 'accumulateAlphas', {
    fetches: { loss: pass.loss, logits: pass.logits },
    updates: partOf(b, model, {
      values: gradient,
      statistics: pass.next(readStatistics(b, model.layout)),
    }),
  });
}

/** The gradients of a part of the alphas' batch at the virtual weights, which follow from the summed gradient of the weights' batch. */
function accumulateUnrolled(model: SupernetModel, size: number, { virtualStep: form }: AlphaForm): Program {
  const b = createBuilder();
  const { weights, alphas } = readSupernet(b, model);
  const eta = b.feed('learningRate', float32());
  const gradient = meanOf(b, model, 'weights');
  const unrolled = virtualStep(b, model, { weights, gradient, eta, form });
  const at: SupernetArguments = { weights: unrolled, alphas };
  const batch = feedBatch(b, model, { size, prefix: 'valid' });
  const kinds = alphaKinds(model);
  const pass = passesOf(model, { size, by: ['weights', ...kinds] })(b, { at, batch });
  const summed = Object.fromEntries(kinds.map((kind) => [ofAlphas(kind), pass.gradient(kind)]));
  return finishStep(b, 'accumulateUnrolled', {
    fetches: { loss: pass.loss, logits: pass.logits },
    updates: addToSums(b, { ...summed, unrolled: pass.gradient('weights') }),
  });
}

/** What the alphas' gradients of a part of the weights' batch differ by, beside the weights. */
function accumulateDifference(model: SupernetModel, size: number): Program {
  const b = createBuilder();
  const u = meanOf(b, model, 'unrolled');
  const batch = feedBatch(b, model, { size, prefix: 'train' });
  const on = { at: readSupernet(b, model), u, epsilon: differenceStep(b, u), batch };
  const { plus, minus } = passesBeside(b, model, on);
  const difference = (kind: CellKind) => b.one('sub', [plus.gradient(kind), minus.gradient(kind)]);
  const kinds = alphaKinds(model);
  const gradient = Object.fromEntries(kinds.map((kind) => [ofDifference(kind), difference(kind)]));
  const statistics = minus.next(plus.next(readStatistics(b, model.layout)));
  return finishStep(b, `accumulateDifference@${size}`, {
    fetches: {},
    updates: partOf(b, model, { values: gradient, statistics }),
  });
}

/** The mean of a sum over the passes of a step. */
export function meanOf(b: EngineBuilder, model: SupernetModel, of: string): Var {
  const type = summedOf(model, 'second')[of];
  return meanOfSum(b, { of, type: defined(type, `${of} is summed`), passes: model.task.config.accumulate });
}

/**
 * The alphas' gradient by what a step has summed, and the updates that clear those sums; in the second order it feeds `learningRate`.
 * @see the step that takes its batch whole, in strategies/darts.ts
 */
export function summedAlphaGradient(
  b: EngineBuilder,
  model: SupernetModel,
  order: Order,
): { readonly gradient: PerKind<Var>; readonly cleared: Readonly<Record<string, Var>> } {
  const direct = (kind: CellKind) => meanOf(b, model, ofAlphas(kind));
  const kinds = alphaKinds(model);
  if (order === 'first') {
    const gradient = perKind(kinds, direct);
    return { gradient, cleared: clearedSums(b, alphaSums(model, order)) };
  }
  const eta = b.feed('learningRate', float32());
  const epsilon = differenceStep(b, meanOf(b, model, 'unrolled'));
  const width = b.one('mul', [epsilon, b.fill(2, float32())]);
  const total = (kind: CellKind) => {
    const implicit = b.one('div', [meanOf(b, model, ofDifference(kind)), width]);
    return b.one('sub', [direct(kind), b.one('mul', [implicit, eta])]);
  };
  return {
    gradient: perKind(kinds, total),
    cleared: clearedSums(b, summedOf(model, order)),
  };
}

/**
 * Runs the passes of an update of the alphas; `applyAlphas` comes after them.
 * @returns the logits [N,K] of the alphas' batch
 */
export async function accumulateAlphaGradient(
  { executable, weightBatch, accumulate, learningRate }: SearchStep,
  alphaBatch: LabelledBatch,
  order: Order,
): Promise<Float32Array> {
  const rate = { learningRate: Float32Array.of(learningRate) };
  const valid = ({ images, labels }: LabelledBatch) => ({ 'valid.images': images, 'valid.labels': labels });
  if (order === 'first') {
    return runMicroBatches(alphaBatch, accumulate, (part) => executable.run('accumulateAlphas', valid(part)));
  }
  await accumulateWeightGradient(executable, weightBatch, accumulate);
  const logits = await runMicroBatches(alphaBatch, accumulate, (part) =>
    executable.run('accumulateUnrolled', { ...valid(part), ...rate }),
  );
  for (const { images, labels, size } of microBatches(weightBatch, accumulate)) {
    const train = { 'train.images': images, 'train.labels': labels };
    await executable.run(`accumulateDifference@${size}`, train);
  }
  return logits;
}

const accumulateWeightGradient = (executable: Executable, batch: LabelledBatch, accumulate: number) =>
  runMicroBatches(batch, accumulate, ({ images, labels, size }) =>
    executable.run(`accumulateWeights@${size}`, { images, labels }),
  );

/** One update of the weights: runs what `weightPrograms` wrote. @returns the logits [N,K] of their batch */
export async function runWeightStep(step: SearchStep): Promise<Float32Array> {
  const { executable, weightBatch, accumulate } = step;
  const learningRate = Float32Array.of(step.learningRate);
  if (accumulate > 1) {
    const logits = await accumulateWeightGradient(executable, weightBatch, accumulate);
    await executable.run('applyWeights', { learningRate });
    return logits;
  }
  const { images, labels, size } = weightBatch;
  const { logits } = await executable.run(`weightStep@${size}`, { images, labels, learningRate });
  assert(logits instanceof Float32Array, 'logits are floats');
  return logits;
}
