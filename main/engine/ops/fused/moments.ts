import type { Tensor } from '@tensorflow/tfjs-core';
import { engineError } from '../../program/index.ts';
import type { Tfjs, Var } from '../../program/index.ts';

/** Mean, biased and unbiased variance of each channel of an image, by tfjs. */
export function momentsInTfjs(tf: Tfjs, image: Tensor): readonly [Tensor, Tensor, Tensor] {
  const { mean, variance } = tf.moments(image, [0, 1, 2]);
  const count = image.size / mean.size;
  return [mean, variance, tf.mul(variance, count / Math.max(1, count - 1))];
}

/** The unbiased variance is for running statistics, which nothing is differentiated through. @throws engine/no-gradient */
export function refuseUnbiased(op: string, cotangent: Var | null | undefined): void {
  if (cotangent === null || cotangent === undefined) return;
  throw engineError('engine/no-gradient', `${op}: the unbiased variance has no gradient.`);
}
