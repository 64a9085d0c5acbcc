/** Where the values of a program come from and go to: what the pass `fuse` looks things up in. */
import { isFloat, resultsOf, sizeOf } from '../../program/index.ts';
import type { Equation, Program, Var } from '../../program/index.ts';

/** How the values of a program come to be and where they go. */
export interface Uses {
  makerOf(v: Var): Equation | undefined;
  /** How often a value is read, by equations or as a result. */
  countOf(v: Var): number;
}

/** Looks through a program once. */
export function usesOf(program: Program): Uses {
  const makers = new Map<number, Equation>();
  const counts = new Map<number, number>();
  const count = (v: Var): void => void counts.set(v.id, (counts.get(v.id) ?? 0) + 1);
  for (const equation of program.equations) {
    equation.inputs.forEach(count);
    for (const output of equation.outputs) makers.set(output.id, equation);
  }
  resultsOf(program).forEach(count);
  return { makerOf: (v) => makers.get(v.id), countOf: (v) => counts.get(v.id) ?? 0 };
}

/** The float32 value behind casts and reshapes: the kernels take parameters as they lie in the packed weights. */
export function master(v: Var, uses: Uses): Var | null {
  const maker = uses.makerOf(v);
  const [source] = maker?.inputs ?? [];
  const isSame = maker?.op === 'reshape' || maker?.op === 'cast';
  if (isSame && source !== undefined && isFloat(source.type.dtype)) return master(source, uses);
  return v.type.dtype === 'float32' ? v : null;
}

/** Whether a value is a constant of that number throughout. */
export function isFilled(v: Var | undefined, value: number, uses: Uses): boolean {
  const maker = v === undefined ? undefined : uses.makerOf(v);
  return maker?.op === 'fill' && maker.attrs['value'] === value;
}

/** What a vector that is one number throughout is made of: `mul(fill(1), w)`, the weight of a whole normalization. */
export function singleOf(v: Var, uses: Uses): Var {
  const maker = uses.makerOf(v);
  const [a, b] = maker?.inputs ?? [];
  if (maker?.op !== 'mul' || a === undefined || b === undefined) return v;
  if (isFilled(a, 1, uses) && sizeOf(b.type.shape) === 1) return b;
  return isFilled(b, 1, uses) && sizeOf(a.type.shape) === 1 ? a : v;
}
