import { engineError, float32, sameType, shapeError } from '../../program/index.ts';
import type { OpDef } from '../../program/index.ts';
import { functionsOf, GATE_FUNCTIONS } from './gate-functions.ts';
import type { GateAttrs } from './gate-functions.ts';
import { checkGates, gatesInTfjs } from './gates.ts';
import { tfjsGradient } from './tfjs-gradient.ts';

const NAME = 'gatesGrad';

/** The gradient of `gates`. Operands: dy of each state, then s and columns; results: the gradients by s and by the columns. */
export const gatesGrad: OpDef<GateAttrs> = {
  infer(inputs, attrs) {
    const count = functionsOf(NAME, attrs).length;
    const given = inputs.slice(count);
    checkGates(NAME, given, attrs);
    const [s] = given;
    if (s === undefined || !inputs.slice(0, count).every((dy) => sameType(dy, s))) {
      throw shapeError(NAME, `${count} times dy of the type of s`, inputs);
    }
    return given;
  },
  vjp() {
    throw engineError(
      'engine/no-gradient',
      `${NAME} has no gradient of its own: second derivatives are taken by finite differences.`,
    );
  },
  toGraph(g, { inputs, attrs, dtype }) {
    const node = g.node('DartboardGatesGrad', inputs, {
      T: { type: dtype },
      N: { int: attrs.functions.length },
      functions: { ints: attrs.functions },
    });
    return [node, `${node}:1`];
  },
  toTfjs(tf, inputs, attrs) {
    const { length } = attrs.functions;
    return tfjsGradient(tf, (at) => gatesInTfjs(tf, at, attrs), {
      inputs: inputs.slice(length),
      cotangents: inputs.slice(0, length),
    });
  },
  macs: () => 0,
  samples: [
    {
      name: 'every activation, more units than a vector has',
      inputs: [...Array.from({ length: 4 }, () => float32(9, 20)), float32(9, 20), float32(9, 160)],
      attrs: { functions: Object.values(GATE_FUNCTIONS) },
      range: [-3, 3],
      differentiable: [],
    },
  ],
};
