import { engineError, float32, operands, requireKind, shapeError } from '../program/index.ts';
import type { OpDef, TensorType, Var } from '../program/index.ts';

type MatmulAttrs = Readonly<{
  /** Whether a is [m,n] and stands for its transpose; default false. */
  transposeA?: boolean;
  /** Whether b is [k,m] and stands for its transpose; default false. */
  transposeB?: boolean;
}>;

const NAMES = ['a', 'b'] as const;

function matrix(name: string, type: TensorType, transposed: boolean): readonly [number, number] {
  const [rows, columns] = type.shape;
  if (rows === undefined || columns === undefined || type.shape.length !== 2) {
    throw shapeError('matmul', `${name} of rank 2`, [type]);
  }
  requireKind('matmul', 'float', { [name]: type });
  return transposed ? [columns, rows] : [rows, columns];
}

/** n, m and k of the product. */
function extentsOf(inputs: readonly TensorType[], attrs: MatmulAttrs): readonly [number, number, number] {
  const [a, b] = operands('matmul', NAMES, inputs);
  const { transposeA = false, transposeB = false } = attrs;
  for (const [name, flag] of Object.entries({ transposeA, transposeB })) {
    if (typeof flag !== 'boolean') {
      throw engineError(
        'engine/bad-attribute',
        `matmul: ${name} should be true or false, got ${String(flag)}.`,
      );
    }
  }
  const [n, m] = matrix('a', a, transposeA);
  const [rows, k] = matrix('b', b, transposeB);
  if (a.dtype !== b.dtype) throw shapeError('matmul', 'a and b of one element type', inputs);
  if (rows !== m) throw shapeError('matmul', `b with ${m} rows, as many as a has columns`, inputs);
  return [n, m, k];
}

/** The matrix product of a [n,m] and b [m,k]. */
export const matmul: OpDef<MatmulAttrs> = {
  infer(inputs, attrs) {
    const [a] = operands('matmul', NAMES, inputs);
    const [n, , k] = extentsOf(inputs, attrs);
    return [{ dtype: a.dtype, shape: [n, k] }];
  },
  vjp(emitter, { inputs, attrs, dy, wanted }) {
    const [a, b] = operands('matmul', NAMES, inputs);
    const { transposeA = false, transposeB = false } = attrs;
    const product = (x: Var, y: Var, flags: MatmulAttrs) => emitter.one('matmul', [x, y], flags);
    const da = () =>
      transposeA
        ? product(b, dy, { transposeA: transposeB, transposeB: true })
        : product(dy, b, { transposeA: false, transposeB: !transposeB });
    const db = () =>
      transposeB
        ? product(dy, a, { transposeA: true, transposeB: transposeA })
        : product(a, dy, { transposeA: !transposeA, transposeB: false });
    return [wanted[0] ? da() : null, wanted[1] ? db() : null];
  },
  toGraph: (g, { inputs, attrs, dtype }) => [
    g.node('MatMul', inputs, {
      T: { type: dtype },
      transpose_a: { bool: attrs.transposeA === true },
      transpose_b: { bool: attrs.transposeB === true },
    }),
  ],
  toTfjs(tf, inputs, { transposeA = false, transposeB = false }) {
    const [a, b] = operands('matmul', NAMES, inputs);
    return [tf.matMul(a, b, transposeA, transposeB)];
  },
  macs(inputs, attrs) {
    const [n, m, k] = extentsOf(inputs, attrs);
    return n * m * k;
  },
  samples: [
    { name: 'plain', inputs: [float32(2, 3), float32(3, 4)], attrs: {} },
    { name: 'a transposed', inputs: [float32(3, 2), float32(3, 4)], attrs: { transposeA: true } },
    { name: 'b transposed', inputs: [float32(2, 3), float32(4, 3)], attrs: { transposeB: true } },
    {
      name: 'both transposed',
      inputs: [float32(3, 2), float32(4, 3)],
      attrs: { transposeA: true, transposeB: true },
    },
  ],
};
