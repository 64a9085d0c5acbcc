import { engineError, maxPoolNodeAttrs, operands, tfjsWindows } from '../program/index.ts';
import type { OpDef, PoolAttrs } from '../program/index.ts';

const NAME = 'maxPoolGrad';
const OPERANDS = ['x', 'y', 'dy'] as const;

/** Gradient of `maxPool`: dy goes to the first largest value of each window. */
export const maxPoolGrad: OpDef<PoolAttrs> = {
  infer(inputs) {
    const [x] = operands(NAME, OPERANDS, inputs);
    return [x];
  },
  vjp() {
    throw engineError(
      'engine/no-gradient',
      `${NAME} has no gradient of its own: second derivatives are taken by finite differences.`,
    );
  },
  toGraph: (g, { inputs, attrs, dtype }) => [
    g.node('MaxPoolGrad', inputs, { T: { type: dtype }, ...maxPoolNodeAttrs(attrs) }),
  ],
  toTfjs(tf, inputs, attrs) {
    const [x, y, dy] = operands(NAME, OPERANDS, inputs);
    const input = tfjsWindows.padImage(tf, x, attrs.padding, -Infinity);
    const dx = tfjsWindows.runKernel(
      tf,
      'MaxPoolGrad',
      { dy, input, output: y },
      tfjsWindows.validPool(attrs),
    );
    return [tfjsWindows.cropImage(tf, dx, attrs.padding, x.shape)];
  },
  macs: () => 0,
  samples: [],
};
