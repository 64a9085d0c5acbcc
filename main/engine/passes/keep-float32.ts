import type { OpName } from '../ops/registry.ts';
import { firstFreeId, renamed, sizeOf } from '../program/index.ts';
import type { DType, Equation, Program, Var } from '../program/index.ts';

/**
 * Ops whose bfloat16 kernels on the CPU are slower than the float32 ones by far more than the casts around them cost.
 *
 * TensorFlow's filter gradient of a 5x5 depthwise convolution takes 6 to 15 times as long in bfloat16 (2.21, batch 64, 8x8x64 to
 * 32x32x16, a processor with AVX512-BF16); that of a 3x3 one less than twice.
 */
const SLOW: Readonly<Partial<Record<OpName, (equation: Equation) => boolean>>> = {
  depthwiseFilterGrad: ({ attrs }) => {
    const shape = attrs['kernelShape'];
    return typeof shape === 'object' && sizeOf(shape.slice(0, 2)) >= 25;
  },
};

const slow: ReadonlyMap<string, (equation: Equation) => boolean> = new Map(Object.entries(SLOW));

const isKept = (equation: Equation): boolean =>
  equation.outputs.some((v) => v.type.dtype === 'bfloat16') && slow.get(equation.op)?.(equation) === true;

/**
 * Computes in float32 what has no good bfloat16 kernel, with casts before and after; where a result would be cast to float32 anyway, as
 * the gradient of a parameter is, it is taken as it comes. After differentiation: these ops are gradients.
 */
export function keepFloat32(program: Program): Program {
  if (!program.equations.some(isKept)) return program;
  const values = new WideValues(firstFreeId(program));
  for (const equation of program.equations) values.write(equation);
  return { ...renamed(program, (v) => values.standsFor(v)), equations: values.equations };
}

class WideValues {
  readonly equations: Equation[] = [];
  readonly #wide = new Map<number, Var>();
  readonly #stands = new Map<number, Var>();
  #nextId: number;

  constructor(nextId: number) {
    this.#nextId = nextId;
  }

  standsFor(v: Var): Var {
    return this.#stands.get(v.id) ?? v;
  }

  write(written: Equation): void {
    const equation = { ...written, inputs: written.inputs.map((v) => this.standsFor(v)) };
    if (isKept(equation)) this.#widen(equation);
    else if (!this.#isThereAlready(equation)) this.equations.push(equation);
  }

  #widen(equation: Equation): void {
    const inputs = equation.inputs.map((v) => this.#wideOf(equation, v));
    const outputs = equation.outputs.map((v) => this.#fresh(v));
    this.equations.push({ ...equation, inputs, outputs });
    equation.outputs.forEach((narrow, i) => {
      const wide = outputs[i] ?? narrow;
      this.#wide.set(narrow.id, wide);
      this.equations.push({ ...cast(equation, wide, narrow.type.dtype), outputs: [narrow] });
    });
  }

  /** Whether the equation casts to float32 what was computed in it. */
  #isThereAlready({ op, inputs: [x], outputs: [y] }: Equation): boolean {
    const wide = op === 'cast' && x !== undefined ? this.#wide.get(x.id) : undefined;
    if (wide === undefined || y?.type.dtype !== 'float32') return false;
    this.#stands.set(y.id, wide);
    return true;
  }

  #wideOf(user: Equation, v: Var): Var {
    const known = this.#wide.get(v.id);
    if (known !== undefined || v.type.dtype !== 'bfloat16') return known ?? v;
    const wide = this.#fresh(v);
    this.#wide.set(v.id, wide);
    this.equations.push({ ...cast(user, v, 'float32'), outputs: [wide] });
    return wide;
  }

  #fresh({ type }: Var): Var {
    return { id: this.#nextId++, type: { ...type, dtype: 'float32' } };
  }
}

/** A cast that stands where its user does. */
const cast = (user: Equation, x: Var, dtype: DType): Equation => ({
  ...user,
  op: 'cast',
  inputs: [x],
  attrs: { dtype },
});
