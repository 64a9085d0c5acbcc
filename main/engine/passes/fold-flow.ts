import { TERM } from '../ops/fused/norm-sum.ts';
import { firstFreeId, sizeOf } from '../program/index.ts';
import type { Equation, Program, Var } from '../program/index.ts';

/** An image and what it is multiplied by. */
interface Product {
  readonly image: Var;
  readonly factor: Var;
  readonly kind: number;
}

/**
 * Lets the engine's kernels do on the way what would be a pass over memory of its own. After differentiation, in what came of the ops
 * that `fuse` has written:
 *
 * - the factor a channel that `normSum` sends back (`mul(dy, factor[C])`) becomes an operand of `separableGrad`;
 * - where gradients meet (`addN`) and some are such products, or multiplied by one number, they are added up by one `normSum`;
 * - and with the gradient through the statistics of a pooled image, which joins them there, by one `channelStatisticsGrad`.
 *
 * What is replaced is left to the pass `deadCode`.
 */
export function foldFlow(program: Program): Program {
  const isFused = program.equations.some(({ op }) => op === 'separableGrad' || op === 'normSumGrad');
  if (!isFused) return program;
  const makers = new Map<number, Equation>();
  for (const equation of program.equations) for (const v of equation.outputs) makers.set(v.id, equation);
  let nextId = firstFreeId(program);
  const fresh = (like: Var): Var => ({ id: nextId++, type: like.type });
  const equations = program.equations.flatMap((equation) => {
    if (equation.op === 'separableGrad') return [foldFactor(equation, makers)];
    return equation.op === 'addN' ? foldSum(equation, makers, fresh) : [equation];
  });
  return { ...program, equations };
}

type Makers = ReadonlyMap<number, Equation>;

/** The product that a value is, if it is one of an image and a float32 factor: a number, or [C]. */
function productOf(v: Var, makers: Makers): Product | null {
  const maker = makers.get(v.id);
  const [a, b] = maker?.inputs ?? [];
  if (maker?.op !== 'mul' || a === undefined || b === undefined || v.type.shape.length !== 4) return null;
  const [image, by] = a.type.shape.length === 4 ? [a, b] : [b, a];
  const factor = masterOf(by, makers);
  const channels = v.type.shape[3];
  const { shape, dtype } = factor.type;
  if (dtype !== 'float32' || image.type.shape.length !== 4) return null;
  if (shape.length < 2 && sizeOf(shape) === 1) return { image, factor, kind: TERM.scaled };
  return shape.length === 1 && sizeOf(shape) === channels ? { image, factor, kind: TERM.factored } : null;
}

/** The value behind a cast, or the value itself. */
function masterOf(v: Var, makers: Makers): Var {
  const maker = makers.get(v.id);
  const [source] = maker?.inputs ?? [];
  return maker?.op === 'cast' && source !== undefined ? source : v;
}

/** `separableGrad` with the factor of its incoming gradient as an operand. */
function foldFactor(equation: Equation, makers: Makers): Equation {
  const at = equation.inputs.length - 5;
  const flow = equation.inputs[at];
  if (flow === undefined || equation.attrs['scaled'] !== false) return equation;
  const product = productOf(flow, makers);
  if (product?.kind !== TERM.factored) return equation;
  const inputs = [...equation.inputs];
  inputs.splice(at, 1, product.image, product.factor);
  return { ...equation, inputs, attrs: { ...equation.attrs, scaled: true } };
}

/** A sum of gradients with its products, and with what comes through statistics, done on the way. */
function foldSum(sum: Equation, makers: Makers, fresh: (like: Var) => Var): readonly Equation[] {
  const [y] = sum.outputs;
  const through = sum.inputs.find((v) => {
    const maker = makers.get(v.id);
    return maker?.op === 'channelStatisticsGrad' && maker.attrs['flows'] === false;
  });
  const statistics = through === undefined ? undefined : makers.get(through.id);
  const terms = sum.inputs
    .filter((v) => v !== through)
    .map((v) => productOf(v, makers) ?? { image: v, factor: null, kind: TERM.plain });
  const [first, ...more] = terms;
  if (y === undefined || first === undefined) return [sum];
  if (statistics !== undefined && more.length === 0 && first.kind !== TERM.scaled) {
    return [joined(statistics, [first.image, ...(first.factor === null ? [] : [first.factor])], y)];
  }
  const isPlain = terms.every(({ kind }) => kind === TERM.plain);
  if (isPlain && statistics === undefined) return [sum];
  const flow = statistics === undefined ? y : fresh(y);
  const factors = terms.flatMap(({ factor }) => (factor === null ? [] : [factor]));
  const together: Equation = {
    ...sum,
    op: 'normSum',
    inputs: [...terms.map(({ image }) => image), ...factors],
    attrs: { kinds: terms.map(({ kind }) => kind), epsilon: 1e-5 },
    outputs: [flow],
  };
  return statistics === undefined ? [together] : [together, joined(statistics, [flow], y)];
}

/** `channelStatisticsGrad` to which a gradient, and perhaps its factor, is added. */
const joined = (statistics: Equation, added: readonly Var[], y: Var): Equation => ({
  ...statistics,
  inputs: [...statistics.inputs, ...added],
  attrs: { flows: true, scaled: added.length === 2 },
  outputs: [y],
});
