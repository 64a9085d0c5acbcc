import { engineError, operands, requireKind, shapeError } from '../../program/index.ts';
import type { OpDef, TensorType } from '../../program/index.ts';
import { float32 } from '../../program/index.ts';

const NAME = 'panels';

/** Columns of a panel, as in native/panels.h. */
export const PANEL_COLUMNS = 48;

type PanelsAttrs = Readonly<{
  /** Whether b is [m,k] and stands for its transpose. */
  turned: boolean;
}>;

/** Panels of a matrix of so many columns. */
export const panelsOf = (columns: number): number => Math.ceil(columns / PANEL_COLUMNS);

/**
 * A matrix [k,m] as `panelProduct` reads it: panels [P,k,48] of 48 columns each, zeros behind the last. Of the engine's own kernels; elsewhere it is
 * correct and gains nothing.
 */
export const panels: OpDef<PanelsAttrs> = {
  infer(inputs, { turned }) {
    const [b] = operands(NAME, ['b'], inputs);
    requireKind(NAME, 'float', { b });
    const { depth, columns } = extentsOf(b, turned);
    return [{ dtype: b.dtype, shape: [panelsOf(columns), depth, PANEL_COLUMNS] }];
  },
  vjp() {
    throw engineError(
      'engine/no-gradient',
      `${NAME} has no gradient: products are written so after differentiation.`,
    );
  },
  toGraph(g, { inputs, attrs: { turned }, dtype, inputTypes }) {
    const T = { T: { type: dtype } } as const;
    if (g.ownKernels) return [g.node('DartboardPanels', inputs, { ...T, turned: { bool: turned } })];
    const [b = ''] = inputs;
    const [type = float32()] = inputTypes;
    const { depth, columns } = extentsOf(type, turned);
    const order = (permutation: readonly number[], x: string): string =>
      g.node('Transpose', [x, g.ints(permutation)], { ...T, Tperm: { type: 'int32' } });
    const upright = turned ? b : order([1, 0], b);
    const spare = g.ints([0, panelsOf(columns) * PANEL_COLUMNS - columns, 0, 0], [2, 2]);
    const whole = g.node('Pad', [upright, spare], { ...T, Tpaddings: { type: 'int32' } });
    const apart = g.node('Reshape', [whole, g.ints([panelsOf(columns), PANEL_COLUMNS, depth])], {
      ...T,
      Tshape: { type: 'int32' },
    });
    return [order([0, 2, 1], apart)];
  },
  toTfjs(tf, inputs, { turned }) {
    const [b] = operands(NAME, ['b'], inputs);
    const upright = turned ? b : tf.transpose(b);
    const [columns = 0, depth = 0] = upright.shape;
    const whole = tf.pad(upright, [
      [0, panelsOf(columns) * PANEL_COLUMNS - columns],
      [0, 0],
    ]);
    return [tf.transpose(tf.reshape(whole, [panelsOf(columns), PANEL_COLUMNS, depth]), [0, 2, 1])];
  },
  macs: () => 0,
  samples: [
    { name: 'two panels', inputs: [float32(3, 50)], attrs: { turned: false }, differentiable: [] },
    { name: 'turned', inputs: [float32(50, 20)], attrs: { turned: true }, differentiable: [] },
  ],
};

function extentsOf(b: TensorType, turned: boolean): { readonly depth: number; readonly columns: number } {
  const [rows, columns] = b.shape;
  if (rows === undefined || columns === undefined || b.shape.length !== 2)
    throw shapeError(NAME, 'a matrix', [b]);
  return turned ? { depth: columns, columns: rows } : { depth: rows, columns };
}
