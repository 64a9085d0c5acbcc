import { defined } from '../../base/assert.ts';
import { firstFreeId, resultsOf } from '../program/index.ts';
import type { Equation, Program, Var } from '../program/index.ts';

/**
 * Rows that are multiplied by a factor each, G c with G [N,K] and c [N,1], and then only go into products and sums over the rows: the factor is taken to
 * the other side, which is smaller, or to the result. That is what the gradient of a loss over thousands of words does, where G would be
 * read and written once more. After differentiation.
 */
export function factorOut(program: Program): Program {
  const readers = new Map<number, Equation[]>();
  for (const equation of program.equations) {
    for (const { id } of equation.inputs) readers.set(id, [...(readers.get(id) ?? []), equation]);
  }
  const results = new Set(resultsOf(program).map(({ id }) => id));
  let next = firstFreeId(program);
  const fresh = (like: Var, shape: readonly number[]): Var => ({ id: next++, type: { ...like.type, shape } });

  const rewritten = new Map<Equation, readonly Equation[]>();
  for (const scaling of program.equations) {
    const parts = scaledRows(scaling);
    if (parts === null || results.has(parts.scaled.id)) continue;
    const { rows, factor, scaled } = parts;
    const own = readers.get(scaled.id) ?? [];
    if (
      own.length === 0 ||
      !own.every((reader) => reader.device === scaling.device && isMovable(reader, scaled))
    )
      continue;
    for (const reader of own) rewritten.set(reader, moved(reader, { rows, factor, scaled, fresh }));
    rewritten.set(scaling, []);
  }
  if (rewritten.size === 0) return program;
  return {
    ...program,
    equations: program.equations.flatMap((equation) => rewritten.get(equation) ?? [equation]),
  };
}

/** G, c and G c; null: it is another equation. */
function scaledRows({ op, inputs, outputs }: Equation): { rows: Var; factor: Var; scaled: Var } | null {
  const [rows, factor] = inputs;
  const [scaled] = outputs;
  if (op !== 'mul' || rows === undefined || factor === undefined || scaled === undefined) return null;
  const [count, columns = 1] = rows.type.shape;
  const { shape } = factor.type;
  const isScaled = rows.type.shape.length === 2 && shape.length === 2 && shape[0] === count && shape[1] === 1;
  return isScaled && columns > 1 ? { rows, factor, scaled } : null;
}

/** Whether the factor can go to a smaller tensor than G. */
function isMovable({ op, inputs, outputs, attrs }: Equation, scaled: Var): boolean {
  const [, columns = 0] = scaled.type.shape;
  const [a, b] = inputs;
  if (op === 'sum') return sumsRows(attrs);
  if (op !== 'matmul' || a === undefined || b === undefined || a.id === b.id) return false;
  const turnsA = attrs['transposeA'] === true;
  // What takes the factor instead: the other operand of a product over the rows, or else the result.
  const isOverRows = turnsA && attrs['transposeB'] !== true;
  const other = a.id === scaled.id ? (turnsA ? b : outputs[0]) : a;
  const isSmaller = (other?.type.shape[1] ?? Infinity) < columns;
  return isSmaller && (isOverRows || (a.id === scaled.id && !turnsA));
}

const sumsRows = (attrs: Equation['attrs']): boolean => {
  const { axes, keepDims } = attrs;
  return Array.isArray(axes) && axes.length === 1 && axes[0] === 0 && keepDims !== true;
};

/** What reads G c, without it. */
function moved(
  reader: Equation,
  on: {
    readonly rows: Var;
    readonly factor: Var;
    readonly scaled: Var;
    readonly fresh: (like: Var, shape: readonly number[]) => Var;
  },
): readonly Equation[] {
  const { rows, factor, scaled, fresh } = on;
  const placed = reader.device === undefined ? {} : { device: reader.device };
  const result = defined(reader.outputs[0], 'it has a result');
  const times = (x: Var, y: Var): Equation => ({
    op: 'mul',
    inputs: [x, factor],
    attrs: {},
    outputs: [y],
    ...placed,
  });
  if (reader.op === 'sum') {
    const [columns = 1] = result.type.shape;
    const row = fresh(result, [1, columns]);
    const attrs = { transposeA: true, transposeB: false };
    return [
      { op: 'matmul', inputs: [factor, rows], attrs, outputs: [row], ...placed },
      { op: 'reshape', inputs: [row], attrs: { shape: [columns] }, outputs: [result], ...placed },
    ];
  }
  const [a, b] = reader.inputs;
  const isFirst = a?.id === scaled.id;
  if (isFirst && reader.attrs['transposeA'] !== true) {
    const plain = fresh(result, result.type.shape);
    return [{ ...reader, inputs: [rows, ...reader.inputs.slice(1)], outputs: [plain] }, times(plain, result)];
  }
  const other = defined(isFirst ? b : a, 'a product has two operands');
  const factored = fresh(other, other.type.shape);
  return [times(other, factored), { ...reader, inputs: isFirst ? [rows, factored] : [factored, rows] }];
}
