import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tfjs } from '../../program/index.ts';

/**
 * The gradients of the results of `forward`, weighted by `cotangents`, by each input: tfjs's own, so that a fused op's gradient is
 * compared with one that nobody here has written down.
 */
export function tfjsGradient(
  tf: Tfjs,
  forward: (inputs: readonly Tensor[]) => readonly Tensor[],
  at: { readonly inputs: readonly Tensor[]; readonly cotangents: readonly Tensor[] },
): readonly Tensor[] {
  const projected = (...inputs: Tensor[]): Tensor => {
    const parts = forward(inputs).map((result, i) => tf.sum(tf.mul(result, at.cotangents[i] ?? 0)));
    return tf.addN(parts);
  };
  return tf.grads(projected)([...at.inputs]);
}
