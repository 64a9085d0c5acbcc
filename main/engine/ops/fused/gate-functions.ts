/** What the gates of recurrent cells have in common. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { engineError, wholes } from '../../program/index.ts';
import type { Attrs, Tfjs } from '../../program/index.ts';

/** The activations by the numbers that the kernels know them by. */
export const GATE_FUNCTIONS = { tanh: 0, relu: 1, sigmoid: 2, identity: 3 } as const;

/** Attributes: which activations, by their numbers. */
export interface GateAttrs extends Attrs {
  readonly functions: readonly number[];
}

/** The activations of an op. @throws engine/bad-attribute */
export function functionsOf(op: string, attrs: GateAttrs): readonly number[] {
  const functions = wholes(op, attrs, { name: 'functions', length: null, least: 0 });
  const last = Object.keys(GATE_FUNCTIONS).length - 1;
  const odd = functions.find((one) => one > last);
  if (functions.length > 0 && odd === undefined) return functions;
  throw engineError(
    'engine/bad-attribute',
    `${op}: functions should be numbers from 0 to ${last}, at least one, got ${functions.join(', ') || 'none'}.`,
  );
}

/** What an activation computes. */
export function activated(tf: Tfjs, activation: number | undefined, x: Tensor): Tensor {
  switch (activation) {
    case GATE_FUNCTIONS.tanh:
      return tf.tanh(x);
    case GATE_FUNCTIONS.relu:
      return tf.relu(x);
    case GATE_FUNCTIONS.sigmoid:
      return tf.sigmoid(x);
    case GATE_FUNCTIONS.identity:
    case undefined:
    default:
      return x;
  }
}
