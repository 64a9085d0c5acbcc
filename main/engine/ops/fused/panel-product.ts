import { engineError, float32, operands, requireKind, shapeError } from '../../program/index.ts';
import type { OpDef, TensorType } from '../../program/index.ts';
import { PANEL_COLUMNS, panelsOf } from './panels.ts';

const NAME = 'panelProduct';
const NAMES = ['a', 'panels'] as const;

type PanelProductAttrs = Readonly<{
  /** Columns of the matrix. */
  columns: number;
}>;

/** The product of a [n,k] and a matrix [k,m] that lies in panels [P,k,48] (`panels`): for a few rows by a matrix that is used again and again. */
export const panelProduct: OpDef<PanelProductAttrs> = {
  infer(inputs, { columns }) {
    const [a, b] = operands(NAME, NAMES, inputs);
    requireKind(NAME, 'float', { a, panels: b });
    const [rows, depth] = extentsOf(a);
    const expected = [panelsOf(columns), depth, PANEL_COLUMNS];
    const fits = a.dtype === b.dtype && expected.join() === b.shape.join();
    if (!fits) throw shapeError(NAME, `panels of shape [${expected.join()}]`, inputs);
    return [{ dtype: a.dtype, shape: [rows, columns] }];
  },
  vjp() {
    throw engineError(
      'engine/no-gradient',
      `${NAME} has no gradient: products are written so after differentiation.`,
    );
  },
  toGraph(g, { inputs, attrs: { columns }, dtype, inputTypes }) {
    const T = { T: { type: dtype } } as const;
    if (g.ownKernels)
      return [g.node('DartboardPanelProduct', inputs, { ...T, columns: { ints: [columns] } })];
    const [a = '', b = ''] = inputs;
    const [type = float32()] = inputTypes;
    const [rows, depth] = extentsOf(type);
    const side = g.node('Transpose', [b, g.ints([0, 2, 1])], { ...T, Tperm: { type: 'int32' } });
    const upright = g.node('Reshape', [side, g.ints([panelsOf(columns) * PANEL_COLUMNS, depth])], {
      ...T,
      Tshape: { type: 'int32' },
    });
    const product = g.node('MatMul', [a, upright], {
      ...T,
      transpose_a: { bool: false },
      transpose_b: { bool: true },
    });
    const cut = [product, g.ints([0, 0]), g.ints([rows, columns])];
    return [g.node('Slice', cut, { ...T, Index: { type: 'int32' } })];
  },
  toTfjs(tf, inputs, { columns }) {
    const [a, b] = operands(NAME, NAMES, inputs);
    const [rows = 0, depth = 0] = a.shape;
    const upright = tf.reshape(tf.transpose(b, [0, 2, 1]), [panelsOf(columns) * PANEL_COLUMNS, depth]);
    const product = tf.matMul(tf.reshape(a, [rows, depth]), tf.reshape(upright, [-1, depth]), false, true);
    return [tf.slice(product, [0, 0], [rows, columns])];
  },
  macs(inputs, { columns }) {
    const [a] = operands(NAME, NAMES, inputs);
    const [rows, depth] = extentsOf(a);
    return rows * depth * columns;
  },
  samples: [
    {
      name: 'fewer rows than are taken at once, and columns that fill no vector',
      inputs: [float32(3, 5), float32(1, 5, 48)],
      attrs: { columns: 7 },
      differentiable: [],
    },
    {
      name: 'rows of all sizes, two panels',
      inputs: [float32(21, 9), float32(2, 9, 48)],
      attrs: { columns: 70 },
      differentiable: [],
    },
  ],
};

function extentsOf(a: TensorType): readonly [number, number] {
  const [rows, depth] = a.shape;
  if (rows === undefined || depth === undefined || a.shape.length !== 2)
    throw shapeError(NAME, 'a of rank 2', [a]);
  return [rows, depth];
}
