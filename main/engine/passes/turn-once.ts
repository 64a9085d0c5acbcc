import { defined } from '../../base/assert.ts';
import { firstFreeId } from '../program/index.ts';
import type { Equation, Program, Var } from '../program/index.ts';

/** So many products by one matrix are worth turning it. */
const LEAST = 4;

/**
 * A matrix b that many products a b' read, as the way back through a recurrence does, is turned once, so that each of them is a b: the product's
 * inner loop then reads it in the order in which it lies. After differentiation.
 */
export function turnOnce(program: Program): Program {
  const readers = new Map<number, number>();
  for (const equation of program.equations) {
    if (!isTurning(equation)) continue;
    const { id } = defined(equation.inputs[1], 'a product has two operands');
    readers.set(id, (readers.get(id) ?? 0) + 1);
  }
  let next = firstFreeId(program);
  const turned = new Map<string, Var>();
  const equations = program.equations.flatMap((equation): readonly Equation[] => {
    const [a, b] = equation.inputs;
    if (!isTurning(equation) || a === undefined || b === undefined) return [equation];
    if ((readers.get(b.id) ?? 0) < LEAST) return [equation];
    const { device } = equation;
    const key = `${b.id} ${device ?? ''}`;
    const known = turned.get(key);
    const [rows = 0, columns = 0] = b.type.shape;
    const made = known ?? { id: next++, type: { ...b.type, shape: [columns, rows] } };
    turned.set(key, made);
    const product = { ...equation, inputs: [a, made], attrs: { transposeA: false, transposeB: false } };
    if (known !== undefined) return [product];
    const turn: Equation = { op: 'transpose', inputs: [b], attrs: { permutation: [1, 0] }, outputs: [made] };
    return [device === undefined ? turn : { ...turn, device }, product];
  });
  return { ...program, equations };
}

const isTurning = ({ op, attrs }: Equation): boolean =>
  op === 'matmul' && attrs['transposeB'] === true && attrs['transposeA'] !== true;
