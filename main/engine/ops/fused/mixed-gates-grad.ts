import { engineError, float32, sameType, shapeError } from '../../program/index.ts';
import type { OpDef } from '../../program/index.ts';
import { GATE_FUNCTIONS } from './gate-functions.ts';
import type { GateAttrs } from './gate-functions.ts';
import { mixedGatesInTfjs, mixedGateType } from './mixed-gates.ts';
import { tfjsGradient } from './tfjs-gradient.ts';

const NAME = 'mixedGatesGrad';

interface MixedGateGradAttrs extends GateAttrs {
  /** Whether the gradient by the weights is computed. */
  readonly weighs: boolean;
}

/** The gradient of `mixedGates`. Operands: dy, then its own; results: by states, by columns, and by weights if it is asked for. */
export const mixedGatesGrad: OpDef<MixedGateGradAttrs> = {
  infer(inputs, attrs) {
    const [dy, ...given] = inputs;
    const type = mixedGateType(NAME, given, attrs);
    if (dy === undefined || !sameType(dy, type))
      throw shapeError(NAME, 'dy of the type of the result', inputs);
    return attrs.weighs ? given : given.slice(0, 2);
  },
  vjp() {
    throw engineError(
      'engine/no-gradient',
      `${NAME} has no gradient of its own: second derivatives are taken by finite differences.`,
    );
  },
  toGraph(g, { inputs, attrs, dtype }) {
    const node = g.node('DartboardMixedGatesGrad', inputs, {
      T: { type: dtype },
      W: { int: attrs.weighs ? 1 : 0 },
      functions: { ints: attrs.functions },
      weighs: { bool: attrs.weighs },
    });
    return [node, `${node}:1`, ...(attrs.weighs ? [`${node}:2`] : [])];
  },
  toTfjs(tf, inputs, attrs) {
    const found = tfjsGradient(tf, (at) => [mixedGatesInTfjs(tf, at, attrs)], {
      inputs: inputs.slice(1),
      cotangents: inputs.slice(0, 1),
    });
    return attrs.weighs ? found : found.slice(0, 2);
  },
  macs: () => 0,
  samples: [true, false].map((weighs) => ({
    name: weighs ? 'with the weights' : 'without them',
    inputs: [float32(9, 20), float32(27, 20), float32(27, 40), float32(3, 4)],
    attrs: { functions: Object.values(GATE_FUNCTIONS), weighs },
    range: [-2, 2] as const,
    differentiable: [],
  })),
};
