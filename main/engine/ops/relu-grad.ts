import { float32, operands, requireKind, sameType, shapeError } from '../program/index.ts';
import type { NoAttrs, OpDef } from '../program/index.ts';

const NAMES = ['dy', 'x'] as const;

/** dy where x is above 0, else 0: the gradient of relu. */
export const reluGrad: OpDef<NoAttrs> = {
  infer(inputs) {
    const [dy, x] = operands('reluGrad', NAMES, inputs);
    requireKind('reluGrad', 'float', { x });
    if (!sameType(dy, x)) throw shapeError('reluGrad', 'dy of the type of x', inputs);
    return [x];
  },
  vjp(b, { inputs, dy, wanted }) {
    const [, x] = operands('reluGrad', NAMES, inputs);
    return [wanted[0] ? b.one('reluGrad', [dy, x]) : null, null];
  },
  toGraph: (g, { inputs, dtype }) => [g.node('ReluGrad', inputs, { T: { type: dtype } })],
  toTfjs(tf, inputs) {
    const [dy, x] = operands('reluGrad', NAMES, inputs);
    return [tf.mul(dy, tf.step(x))];
  },
  macs: () => 0,
  memory: 'in-place',
  samples: [
    {
      name: 'an image',
      inputs: [float32(2, 4, 4, 3), float32(2, 4, 4, 3)],
      attrs: {},
      exact: true,
      differentiable: [0],
    },
  ],
};
