import { resultsOf } from '../program/index.ts';
import type { Equation, Program, Var } from '../program/index.ts';

const FUSED: readonly string[] = ['separable', 'separableGrad'];

/**
 * Gives `separable` and its gradient their kernels as they lie in the packed weights, so that the reshapes of every kernel on the way in
 * and of every gradient on the way out are left to `deadCode`: two nodes for each of a supernet's thousand kernels, in each step. After
 * differentiation.
 */
export function flatKernels(program: Program): Program {
  const makers = new Map<number, Equation>();
  const readers = new Map<number, readonly Equation[]>();
  for (const equation of program.equations) {
    for (const v of equation.outputs) makers.set(v.id, equation);
    for (const v of equation.inputs) readers.set(v.id, [...(readers.get(v.id) ?? []), equation]);
  }

  const results = new Set(resultsOf(program).map((v) => v.id));

  /** What a reshape was made of. */
  const sourceOf = (v: Var): Var | null => {
    const maker = makers.get(v.id);
    return maker?.op === 'reshape' ? (maker.inputs[0] ?? null) : null;
  };
  /** The reshape to one row that is all that becomes of a gradient. */
  const sinkOf = (v: Var, length: number | undefined): Equation | null => {
    const [reader, ...others] = readers.get(v.id) ?? [];
    const shape = reader?.outputs[0]?.type.shape ?? [];
    const isSink =
      reader?.op === 'reshape' &&
      others.length === 0 &&
      !results.has(v.id) &&
      shape.length === 1 &&
      shape[0] === length;
    return isSink ? reader : null;
  };

  const dropped = new Set<Equation>();
  const rewrite = (equation: Equation): Equation => {
    if (!FUSED.includes(equation.op)) return equation;
    const [inputs, outputs] = [[...equation.inputs], [...equation.outputs]];
    const kernels = equation.attrs['depthwise'] === true ? 2 : 1;
    for (let i = 1; i <= kernels; i += 1) {
      const [kernel, gradient] = [equation.inputs[i], equation.outputs[i]];
      const flat = kernel === undefined ? null : sourceOf(kernel);
      if (flat === null || gradient === undefined) continue;
      if (equation.op === 'separableGrad' && equation.attrs['weights'] === true) {
        const sink = sinkOf(gradient, flat.type.shape[0]);
        const [row] = sink?.outputs ?? [];
        if (sink === null || row === undefined || flat.type.shape.length !== 1) continue;
        dropped.add(sink);
        outputs[i] = row;
      }
      inputs[i] = flat;
    }
    return { ...equation, inputs, outputs };
  };
  const equations = program.equations.map(rewrite);
  return { ...program, equations: equations.filter((equation) => !dropped.has(equation)) };
}
