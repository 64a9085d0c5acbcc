import { firstFreeId, resultsOf, sizeOf } from '../program/index.ts';
import type { Equation, Program, Var } from '../program/index.ts';

/** `product = mul(y, factor)` where y is the only use of a normalization's result. */
interface Fold {
  readonly normalization: Equation;
  readonly factor: Var;
  readonly product: Equation;
}

/**
 * Moves a factor on the result of a batch normalization into its scale and offset: `w * BN(x; g, b) = BN(x; w g, w b)`.
 *
 * Nearly every candidate of a supernet ends in a batch normalization and is then multiplied by its mixture weight; as a factor of
 * the [C] scale it costs nothing, and its gradient comes out of the normalization's own backward op instead of a product and a sum
 * over the whole image. Only where the unscaled result has no other use, and only before differentiation.
 */
export function foldScale(program: Program): Program {
  const folds = findFolds(program);
  if (folds.length === 0) return program;
  const byProduct = new Map(folds.map((fold) => [fold.product, fold]));
  const dropped = new Set(folds.map((fold) => fold.normalization));
  const isZero = zerosOf(program.equations);
  let nextId = firstFreeId(program);

  // The factor may be made after the normalization, so the normalization moves down to where the product stood.
  const equations = program.equations.flatMap((equation): readonly Equation[] => {
    if (dropped.has(equation)) return [];
    const fold = byProduct.get(equation);
    if (fold === undefined) return [equation];
    const [x, ...affine] = fold.normalization.inputs;
    const made: Equation[] = [];
    const scaled = affine.map((v) => {
      if (isZero(v)) return v;
      const output = { id: nextId++, type: v.type };
      made.push({ ...equation, inputs: [v, fold.factor], outputs: [output] });
      return output;
    });
    const inputs = x === undefined ? scaled : [x, ...scaled];
    const outputs = [...equation.outputs, ...fold.normalization.outputs.slice(1)];
    return [...made, { ...fold.normalization, inputs, outputs }];
  });
  return { ...program, equations };
}

function findFolds(program: Program): readonly Fold[] {
  const uses = new Map<number, number>();
  const count = (v: Var): void => void uses.set(v.id, (uses.get(v.id) ?? 0) + 1);
  program.equations.forEach((equation) => equation.inputs.forEach(count));
  const inside = new Set(uses.keys());
  resultsOf(program).forEach(count);

  // Statistics that an equation uses would be made too late if the normalization moved; as results of the program they may move.
  const normalizations = new Map<number, Equation>();
  for (const equation of program.equations) {
    const [y, ...statistics] = equation.outputs;
    if (equation.op !== 'batchNorm' || y === undefined || uses.get(y.id) !== 1) continue;
    if (statistics.every((statistic) => !inside.has(statistic.id))) normalizations.set(y.id, equation);
  }
  return program.equations.flatMap((product) => {
    const [a, b] = product.inputs;
    if (product.op !== 'mul' || a === undefined || b === undefined) return [];
    const fold = ([y, factor]: readonly [Var, Var]): readonly Fold[] => {
      const normalization = normalizations.get(y.id);
      if (normalization === undefined || normalization.device !== product.device) return [];
      return isSingle(factor) ? [{ normalization, factor, product }] : [];
    };
    return [...fold([a, b]), ...fold([b, a])].slice(0, 1);
  });
}

/** A value that multiplies every element alike: of shape [] or [1]. */
const isSingle = (v: Var): boolean => v.type.shape.length <= 1 && sizeOf(v.type.shape) === 1;

/** Which values are constant zeros: a normalization without affine has them as its offset. */
function zerosOf(equations: readonly Equation[]): (v: Var) => boolean {
  const isZero = ({ op, attrs }: Equation): boolean => op === 'fill' && attrs['value'] === 0;
  const zeros = new Set(equations.filter(isZero).flatMap(({ outputs }) => outputs.map((v) => v.id)));
  return (v) => zeros.has(v.id);
}
