import { float32 } from '../../engine/index.ts';
import type { Var } from '../../engine/index.ts';
import { defined } from '../../base/assert.ts';
import { imageOf } from '../tracer.ts';
import type { Tracer } from '../tracer.ts';

/** Added to the variance by all batch normalizations but the few that say otherwise. */
const EPSILON = 1e-5;

/** A batch normalization. */
export interface BatchNormOptions {
  /** Whether it has a scale and an offset of its own: parameters `weight` and `bias`. */
  readonly affine: boolean;
  readonly epsilon?: number;
}

/** Batch normalization: x [N,H,W,C] to [N,H,W,C], by the statistics that the tracer's mode and style say. */
export function batchNorm(t: Tracer, x: Var, { affine, epsilon = EPSILON }: BatchNormOptions): Var {
  const { channels } = imageOf(x);
  const per = float32(channels);
  const vector = (local: 'weight' | 'bias', value: number): Var =>
    affine
      ? t.parameter(local, { shape: [channels], layout: 'vector', init: { kind: 'constant', value } })
      : t.constant(value, per);
  const [scale, offset] = [vector('weight', 1), vector('bias', 0)];
  const { runningStatistics } = t.style;
  if (t.mode === 'eval' && runningStatistics) {
    t.statistic(channels);
    const running = ['running_mean', 'running_var'].map((local) => t.b.read(`${t.name}.${local}`, per));
    return t.b.one('batchNormInference', [x, scale, offset, ...running], { epsilon });
  }
  // The batch's own mean takes a bias away again, whatever it is; running statistics have it in them.
  const image = runningStatistics ? x : t.withoutBias(x);
  const [y, mean, variance] = t.b.all('batchNorm', [image, scale, offset], { epsilon });
  const why = 'batchNorm gives its statistics';
  if (runningStatistics)
    t.statistic(channels, { mean: defined(mean, why), variance: defined(variance, why) });
  return defined(y, why);
}
