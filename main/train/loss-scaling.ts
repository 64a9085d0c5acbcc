/**
 * Dynamic loss scaling: in float16, gradients below 6e-8 are zero and those above 65504 infinite. So the loss is multiplied by a scale
 * before it is differentiated and the gradients are divided by it afterwards, in float32. A step whose gradients are not all finite
 * changes nothing and halves the scale; after 2000 steps in a row that were fine it is doubled.
 *
 * All of it is part of the program, and its state two variables, saved and restored like all others. Other precisions have the range of
 * float32 and are not scaled: what is written for them is what would be without this file.
 *
 * Adam's bias corrections count skipped steps too, since they are fed by the number of the step.
 *
 * @see Micikevicius et al. 2018, arXiv:1710.03740, section 3.2; the bounds are those of NVIDIA's Apex and of TensorFlow
 */
import { defined } from '../base/assert.ts';
import { float32, gradients } from '../engine/index.ts';
import type { EngineBuilder, Precision, TensorType, Var } from '../engine/index.ts';

const SCALE = 'lossScale';
const GOOD_STEPS = 'goodSteps';

const FIRST_SCALE = 2 ** 15;
const LEAST_SCALE = 1;
const LARGEST_SCALE = 2 ** 24;
/** Good steps in a row before the scale is doubled. */
const PATIENCE = 2000;
/** The largest number of float32. */
const LARGEST = 3.4028234663852886e38;

const isScaled = (precision: Precision): boolean => precision === 'float16';

/** The variables that loss scaling needs: `lossScale` [] and `goodSteps` [], the good steps in a row so far. */
export function lossScaleVariables(precision: Precision): Readonly<Record<string, TensorType>> {
  return isScaled(precision) ? { [SCALE]: float32(), [GOOD_STEPS]: float32() } : {};
}

/** What these variables begin with. */
export function initialLossScale(precision: Precision): Readonly<Record<string, Float32Array>> {
  return isScaled(precision) ? { [SCALE]: Float32Array.of(FIRST_SCALE) } : {};
}

/** The scale as an argument for a program that `scaledGradients` is written into; nothing where there is none. */
export function lossScaleArgument(b: EngineBuilder, precision: Precision): Readonly<Record<string, Var>> {
  return isScaled(precision) ? { [SCALE]: b.read(SCALE, float32()) } : {};
}

/** The gradients of a loss, differentiated at the fed `lossScale` where the precision needs it; they are not scaled any more. */
export function scaledGradients(
  b: EngineBuilder,
  { loss, by }: { readonly loss: Var; readonly by: readonly Var[] },
  precision: Precision,
): readonly Var[] {
  if (!isScaled(precision)) return gradients(b, loss, by);
  const scale = b.feed(SCALE, float32());
  return gradients(b, b.one('mul', [loss, scale]), by).map((gradient) => b.one('div', [gradient, scale]));
}

/** Updates, and the gradients that they follow from. */
export interface Guarded {
  readonly gradients: readonly Var[];
  readonly updates: Readonly<Record<string, Var>>;
}

/** The updates of a step, in force only if its gradients are finite, and those of the scale. */
export function guardStep(b: EngineBuilder, step: Guarded, precision: Precision): Guarded['updates'] {
  if (!isScaled(precision)) return step.updates;
  const finite = areFinite(b, step.gradients);
  return { ...selected(b, finite, step.updates), ...nextScale(b, finite) };
}

/** Updates in force only if the gradients are finite; the scale stays, for the step that these gradients are a part of. */
export function guardUpdates(b: EngineBuilder, part: Guarded, precision: Precision): Guarded['updates'] {
  if (!isScaled(precision)) return part.updates;
  return selected(b, areFinite(b, part.gradients), part.updates);
}

function selected(
  b: EngineBuilder,
  finite: Var,
  updates: Readonly<Record<string, Var>>,
): Readonly<Record<string, Var>> {
  return Object.fromEntries(
    Object.entries(updates).map(([name, next]) => [
      name,
      b.one('select', [finite, next, b.read(name, next.type)]),
    ]),
  );
}

/**
 * Whether every gradient is finite, as one truth value: the sum of all squares is. It is the one that clipping needs, and shared with it.
 * Squares that leave float32 count as infinite, which no gradient of a network in order comes near to.
 */
function areFinite(b: EngineBuilder, values: readonly Var[]): Var {
  const sums = values.map((v) =>
    b.one('sum', [b.one('square', [v])], { axes: v.type.shape.map((_, axis) => axis), keepDims: false }),
  );
  const [first] = sums;
  const total = sums.length > 1 ? b.one('addN', sums) : defined(first, 'a step has gradients');
  return b.one('greaterEqual', [b.fill(LARGEST, float32()), total]);
}

function nextScale(b: EngineBuilder, finite: Var): Readonly<Record<string, Var>> {
  const scalar = (value: number) => b.fill(value, float32());
  const scale = b.read(SCALE, float32());
  const good = b.one('add', [b.read(GOOD_STEPS, float32()), scalar(1)]);
  const isEnough = b.one('greaterEqual', [good, scalar(PATIENCE)]);
  const twice = b.one('minimum', [b.one('mul', [scale, scalar(2)]), scalar(LARGEST_SCALE)]);
  const half = b.one('maximum', [b.one('mul', [scale, scalar(0.5)]), scalar(LEAST_SCALE)]);
  const choose = (condition: Var, a: Var, c: Var) => b.one('select', [condition, a, c]);
  return {
    [SCALE]: choose(finite, choose(isEnough, twice, scale), half),
    [GOOD_STEPS]: choose(finite, choose(isEnough, scalar(0), good), scalar(0)),
  };
}
