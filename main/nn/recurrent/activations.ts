import type { EngineBuilder, Var } from '../../engine/index.ts';
import type { ActivationName } from '../../spaces/index.ts';

/** What the activations of recurrent cells compute, element by element. */
export const ACTIVATIONS: Readonly<Record<ActivationName, (b: EngineBuilder, x: Var) => Var>> = {
  tanh: (b, x) => b.one('tanh', [x]),
  relu: (b, x) => b.one('relu', [x]),
  sigmoid: (b, x) => b.one('sigmoid', [x]),
  identity: (_, x) => x,
};
