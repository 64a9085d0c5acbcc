import { averageOf, float32, operands, poolSize, rank4, tfjsWindows } from '../program/index.ts';
import type { OpDef, PoolAttrs } from '../program/index.ts';

const NAME = 'avgPool';

/**
 * Mean of each window. `countPadding` false: of the pixels in it (DARTS); true: the sum over the whole window's size, so that
 * border values are smaller (sharpDARTS). x [N,H,W,C] to [N,H',W',C].
 */
export const avgPool: OpDef<PoolAttrs & { readonly countPadding: boolean }> = {
  infer(inputs, attrs) {
    const [x] = operands(NAME, ['x'], inputs);
    const [n, , , c] = rank4(NAME, 'x', x);
    const [height, width] = poolSize(NAME, x, attrs);
    return [{ dtype: x.dtype, shape: [n, height, width, c] }];
  },
  vjp(b, { inputs, attrs, dy }) {
    const [x] = operands(NAME, ['x'], inputs);
    return [b.one('avgPoolGrad', [dy], { ...attrs, inputShape: x.type.shape })];
  },
  toGraph(g, { inputs, inputTypes, attrs, dtype }) {
    const [x] = operands(NAME, ['x'], inputs);
    const [type] = operands(NAME, ['x'], inputTypes);
    return [averageOf(g, { x, shape: type.shape, dtype }, attrs)];
  },
  toTfjs(tf, inputs, attrs) {
    const [x] = operands(NAME, ['x'], inputs);
    const [height = 1, width = 1] = attrs.window;
    const [sh = 1, sw = 1] = attrs.strides;
    const mean = (image: typeof x) =>
      tf.avgPool(
        tfjsWindows.padImage(tf, image, { padding: attrs.padding }),
        [height, width],
        [sh, sw],
        'valid',
      );
    return [attrs.countPadding ? mean(x) : tf.div(mean(x), mean(tf.onesLike(x)))];
  },
  macs: () => 0,
  samples: [
    {
      name: '3x3, padding 1',
      inputs: [float32(2, 5, 5, 3)],
      attrs: { window: [3, 3], strides: [1, 1], padding: [1, 1, 1, 1], countPadding: false },
    },
    {
      name: '3x3, padding 1, counted',
      inputs: [float32(2, 5, 5, 3)],
      attrs: { window: [3, 3], strides: [1, 1], padding: [1, 1, 1, 1], countPadding: true },
    },
    {
      name: '3x3, stride 2, even size',
      inputs: [float32(2, 6, 6, 2)],
      attrs: { window: [3, 3], strides: [2, 2], padding: [1, 1, 1, 1], countPadding: false },
    },
    {
      name: '5x5, stride 3, no padding',
      inputs: [float32(1, 8, 8, 2)],
      attrs: { window: [5, 5], strides: [3, 3], padding: [0, 0, 0, 0], countPadding: false },
    },
  ],
};
