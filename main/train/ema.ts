/**
 * The exponential moving average of a model: after every update of the weights, e = e + (1 - decay) (w - e), beginning with the initial
 * values. It is taken of the weights and of the running statistics of batch normalization alike, as timm's ModelEmaV2 does, which goes over
 * the whole state. Evaluation then uses the average; training goes on with the model itself.
 *
 * @see Polyak and Juditsky 1992; timm/utils/model_ema.py of huggingface/pytorch-image-models (ModelEmaV2)
 */
import { z } from 'zod';
import { float32 } from '../engine/index.ts';
import type { EngineBuilder, TensorType, Var } from '../engine/index.ts';
import { modelVariables, readStatistics, readWeights, variableOf } from './model.ts';
import type { ModelCopy, ModelLayout, RunningStatistics } from './model.ts';

/** Whether a model's moving average is kept, and how much of it stays at each update. */
export const emaSchema = z
  .strictObject({ decay: z.number().min(0).lt(1) })
  .nullable()
  .default(null);

/** Of a moving average; null: there is none. */
export type EmaSettings = z.output<typeof emaSchema>;

/** The model that is evaluated. */
export const evaluatedCopy = (ema: EmaSettings): ModelCopy => (ema === null ? 'current' : 'average');

/** The variables that an average is kept in. */
export const emaVariables = (ema: EmaSettings, layout: ModelLayout): Readonly<Record<string, TensorType>> =>
  ema === null ? {} : modelVariables(layout, 'average');

/** What an average begins with: the model's own values. */
export const initialEma = (
  ema: EmaSettings,
  model: Readonly<Record<string, Float32Array>>,
): Readonly<Record<string, Float32Array>> =>
  ema === null
    ? {}
    : Object.fromEntries(
        Object.entries(model).map(([name, value]) => [variableOf(name, 'average'), value.slice()]),
      );

/** The average after an update that leaves the model with these values. */
export function emaUpdates(
  b: EngineBuilder,
  ema: EmaSettings,
  { layout, weights, statistics }: EmaOperands,
): Readonly<Record<string, Var>> {
  if (ema === null) return {};
  const share = b.fill(1 - ema.decay, float32());
  // Not decay times the one plus 1 - decay times the other: rounded, these do not add up to 1, and the average would drift off.
  const moved = (old: Var, next: Var) =>
    b.one('add', [old, b.one('mul', [b.one('sub', [next, old]), share])]);
  const old = readStatistics(b, layout, 'average');
  return {
    [variableOf('weights', 'average')]: moved(readWeights(b, layout, 'average'), weights),
    [variableOf('statistics.mean', 'average')]: moved(old.mean, statistics.mean),
    [variableOf('statistics.variance', 'average')]: moved(old.variance, statistics.variance),
  };
}

interface EmaOperands {
  readonly layout: ModelLayout;
  readonly weights: Var;
  readonly statistics: RunningStatistics;
}
