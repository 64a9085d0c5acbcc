import { float32, maximumOf, operands, poolSize, rank4, tfjsWindows } from '../program/index.ts';
import type { OpDef, PoolAttrs } from '../program/index.ts';

const NAME = 'maxPool';

/** Largest value in each window; the padding counts as minus infinity. x [N,H,W,C] to [N,H',W',C]. */
export const maxPool: OpDef<PoolAttrs> = {
  infer(inputs, attrs) {
    const [x] = operands(NAME, ['x'], inputs);
    const [n, , , c] = rank4(NAME, 'x', x);
    const [height, width] = poolSize(NAME, x, attrs);
    return [{ dtype: x.dtype, shape: [n, height, width, c] }];
  },
  vjp(b, { inputs, outputs, attrs, dy }) {
    const [x] = operands(NAME, ['x'], inputs);
    const [y] = operands(NAME, ['y'], outputs);
    return [b.one('maxPoolGrad', [x, y, dy], attrs)];
  },
  toGraph(g, { inputs, inputTypes, attrs, dtype }) {
    const [x] = operands(NAME, ['x'], inputs);
    const [type] = operands(NAME, ['x'], inputTypes);
    return [maximumOf(g, { x, shape: type.shape, dtype }, attrs)];
  },
  toTfjs(tf, inputs, attrs) {
    const [x] = operands(NAME, ['x'], inputs);
    const padded = tfjsWindows.padImage(tf, x, { padding: attrs.padding, value: -Infinity });
    const [height = 1, width = 1] = attrs.window;
    const [sh = 1, sw = 1] = attrs.strides;
    return [tf.maxPool(padded, [height, width], [sh, sw], 'valid')];
  },
  macs: () => 0,
  samples: [
    {
      name: '3x3, padding 1',
      inputs: [float32(2, 5, 5, 3)],
      attrs: { window: [3, 3], strides: [1, 1], padding: [1, 1, 1, 1] },
    },
    {
      name: '3x3, stride 2, even size',
      inputs: [float32(2, 6, 6, 2)],
      attrs: { window: [3, 3], strides: [2, 2], padding: [1, 1, 1, 1] },
    },
    {
      name: '2x2, stride 2',
      inputs: [float32(1, 4, 4, 2)],
      attrs: { window: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] },
    },
  ],
};
