import { float32, requireKind, sameType, shapeError } from '../program/index.ts';
import type { DType, GraphWriter, NoAttrs, OpDef, TensorType } from '../program/index.ts';

function typeOfSum(inputs: readonly TensorType[]): TensorType {
  const [first] = inputs;
  if (first === undefined || inputs.length < 2) throw shapeError('addN', '2 operands or more', inputs);
  requireKind('addN', 'number', { 'operand 0': first });
  const odd = inputs.findIndex((input) => !sameType(input, first));
  if (odd !== -1) {
    throw shapeError('addN', `operand ${odd} of the type of operand 0`, [
      first,
      ...inputs.slice(odd, odd + 1),
    ]);
  }
  return first;
}

/**
 * The sum of two or more tensors of one type, from left to right: TensorFlow's AddN adds three and more in an order that depends
 * on whose memory it may reuse, so the same step would not give the same bits twice.
 */
export const addN: OpDef<NoAttrs> = {
  infer: (inputs) => [typeOfSum(inputs)],
  vjp: (_, { dy, wanted }) => wanted.map((wants) => (wants ? dy : null)),
  toGraph: (g, { inputs, dtype }) => [sumNode(g, inputs, dtype)],
  toTfjs: (tf, inputs) => [inputs.reduce((sum, input) => tf.add(sum, input))],
  macs: () => 0,
  samples: [
    { name: 'two', inputs: [float32(2, 3), float32(2, 3)], attrs: {} },
    { name: 'five', inputs: Array.from({ length: 5 }, () => float32(2, 3)), attrs: {} },
  ],
};

/** Types of images, which the engine's own kernel adds in one pass over memory. */
const IMAGE_TYPES: readonly DType[] = ['float32', 'bfloat16'];

function sumNode(g: GraphWriter, inputs: readonly string[], dtype: DType): string {
  if (g.ownKernels && inputs.length > 2 && IMAGE_TYPES.includes(dtype)) {
    const attrs = { T: { type: dtype }, N: { int: inputs.length }, count: { ints: [inputs.length] } };
    return g.node('DartboardAdd', inputs, attrs);
  }
  return inputs.reduce((sum, input) => g.node('AddV2', [sum, input], { T: { type: dtype } }));
}
