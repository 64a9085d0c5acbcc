import { PANEL_COLUMNS, panelsOf } from '../ops/fused/panels.ts';
import { firstFreeId } from '../program/index.ts';
import type { Equation, Program, Var } from '../program/index.ts';

/** So many products by one matrix are worth laying it in panels. */
const LEAST = 4;
/** Rows of a product at most. With more, TensorFlow's own products keep the processor as busy. */
const MOST_ROWS = 256;

/**
 * A matrix b that many products a b of a few rows read, as a recurrence does from word to word, is laid in panels once, and those products read these;
 * likewise for a b'. On the way back the same matrix is read turned: that is a layout of its own. After differentiation, for executors with the
 * engine's own kernels.
 */
export function inPanels(program: Program): Program {
  const readers = new Map<string, number>();
  for (const equation of program.equations) {
    const product = smallProduct(equation);
    if (product !== null) readers.set(product.key, (readers.get(product.key) ?? 0) + 1);
  }
  let next = firstFreeId(program);
  const laid = new Map<string, Var>();
  const equations = program.equations.flatMap((equation): readonly Equation[] => {
    const product = smallProduct(equation);
    if (product === null || (readers.get(product.key) ?? 0) < LEAST) return [equation];
    const { a, b, turned, key } = product;
    const [rows = 0, columns = 0] = b.type.shape;
    const [depth, width] = turned ? [columns, rows] : [rows, columns];
    const known = laid.get(key);
    const shape = [panelsOf(width), depth, PANEL_COLUMNS];
    const made = known ?? { id: next++, type: { ...b.type, shape } };
    laid.set(key, made);
    const device = equation.device === undefined ? {} : { device: equation.device };
    const { outputs } = equation;
    const multiplied: Equation = {
      op: 'panelProduct',
      inputs: [a, made],
      attrs: { columns: width },
      outputs,
      ...device,
    };
    if (known !== undefined) return [multiplied];
    return [{ op: 'panels', inputs: [b], attrs: { turned }, outputs: [made], ...device }, multiplied];
  });
  return { ...program, equations };
}

interface SmallProduct {
  readonly a: Var;
  readonly b: Var;
  readonly turned: boolean;
  /** The same for products that can read the same panels. */
  readonly key: string;
}

/** A product a b or a b' of a few rows in float32; null: it is another equation. */
function smallProduct({ op, inputs, attrs, device }: Equation): SmallProduct | null {
  const [a, b] = inputs;
  if (op !== 'matmul' || attrs['transposeA'] === true || a === undefined || b === undefined) return null;
  if (a.type.dtype !== 'float32' || (a.type.shape[0] ?? 0) > MOST_ROWS) return null;
  const turned = attrs['transposeB'] === true;
  return { a, b, turned, key: `${b.id} ${turned} ${device ?? ''}` };
}
