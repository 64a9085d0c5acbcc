import { averageGradOf, float32, operands, tfjsWindows, wholes } from '../program/index.ts';
import type { OpDef, PoolAttrs } from '../program/index.ts';

const NAME = 'avgPoolGrad';

/** Gradient of `avgPool`: dy [N,H',W',C] to dx [N,H,W,C]. */
export const avgPoolGrad: OpDef<
  PoolAttrs & { readonly countPadding: boolean; readonly inputShape: readonly number[] }
> = {
  infer(inputs, attrs) {
    const [dy] = operands(NAME, ['dy'], inputs);
    return [{ dtype: dy.dtype, shape: wholes(NAME, attrs, { name: 'inputShape', length: 4, least: 1 }) }];
  },
  vjp(b, { attrs, dy }) {
    const { window, strides, padding, countPadding } = attrs;
    return [b.one('avgPool', [dy], { window, strides, padding, countPadding })];
  },
  toGraph(g, { inputs, inputTypes, attrs, dtype }) {
    const [dy] = operands(NAME, ['dy'], inputs);
    const [type] = operands(NAME, ['dy'], inputTypes);
    return [averageGradOf(g, { dy, shape: type.shape, dtype }, attrs)];
  },
  toTfjs(tf, inputs, attrs) {
    const [dy] = operands(NAME, ['dy'], inputs);
    const [height = 1, width = 1] = attrs.window;
    const [sh = 1, sw = 1] = attrs.strides;
    const input = tf.zeros(tfjsWindows.paddedShape(attrs.inputShape, attrs.padding));
    const ones = tfjsWindows.padImage(tf, tf.ones([...attrs.inputShape]), { padding: attrs.padding });
    const share = attrs.countPadding ? dy : tf.div(dy, tf.avgPool(ones, [height, width], [sh, sw], 'valid'));
    const dx = tfjsWindows.runKernel(tf, 'AvgPoolGrad', {
      inputs: { dy: share, input },
      attrs: tfjsWindows.validPool(attrs),
    });
    return [tfjsWindows.cropImage(tf, dx, { padding: attrs.padding, shape: attrs.inputShape })];
  },
  macs: () => 0,
  samples: [
    {
      name: '3x3, stride 2',
      inputs: [float32(2, 3, 3, 2)],
      attrs: {
        window: [3, 3],
        strides: [2, 2],
        padding: [1, 1, 1, 1],
        countPadding: false,
        inputShape: [2, 6, 6, 2],
      },
    },
    {
      name: '3x3, counted',
      inputs: [float32(2, 5, 5, 2)],
      attrs: {
        window: [3, 3],
        strides: [1, 1],
        padding: [1, 1, 1, 1],
        countPadding: true,
        inputShape: [2, 5, 5, 2],
      },
    },
  ],
};
