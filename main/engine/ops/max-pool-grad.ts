import {
  engineError,
  float32,
  maximumGradOf,
  operands,
  requireOneElementType,
  tfjsWindows,
} from '../program/index.ts';
import type { OpDef, PoolAttrs } from '../program/index.ts';

const NAME = 'maxPoolGrad';
const OPERANDS = ['x', 'y', 'dy'] as const;

/** Gradient of `maxPool`: dy goes to the first largest value of each window. */
export const maxPoolGrad: OpDef<PoolAttrs> = {
  infer(inputs) {
    const [x] = operands(NAME, OPERANDS, inputs);
    requireOneElementType(NAME, inputs);
    return [x];
  },
  vjp() {
    throw engineError(
      'engine/no-gradient',
      `${NAME} has no gradient of its own: second derivatives are taken by finite differences.`,
    );
  },
  toGraph(g, { inputs, inputTypes, attrs, dtype }) {
    const [x, y, dy] = operands(NAME, OPERANDS, inputs);
    const [type] = operands(NAME, OPERANDS, inputTypes);
    return [maximumGradOf(g, { x, y, dy, shape: type.shape, dtype }, attrs)];
  },
  toTfjs(tf, inputs, attrs) {
    const [x, y, dy] = operands(NAME, OPERANDS, inputs);
    const input = tfjsWindows.padImage(tf, x, { padding: attrs.padding, value: -Infinity });
    const dx = tfjsWindows.runKernel(tf, 'MaxPoolGrad', {
      inputs: { dy, input, output: y },
      attrs: tfjsWindows.validPool(attrs),
    });
    return [tfjsWindows.cropImage(tf, dx, { padding: attrs.padding, shape: x.shape })];
  },
  macs: () => 0,
  samples: [
    {
      name: '2x2, stride 2',
      inputs: [float32(1, 4, 4, 1), float32(1, 2, 2, 1), float32(1, 2, 2, 1)],
      attrs: { window: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] },
      values: { 0: [1, 7, 3, 0, 2, 5, 4, 9, 8, 6, 11, 2, 12, 3, 1, 10], 1: [7, 9, 12, 11], 2: [1, 2, 3, 4] },
      differentiable: [],
      exact: true,
    },
  ],
};
