/**
 * Mixed precision: images in a type of half the size, everything that has to be exact in float32.
 *
 * ```
 * images: f32 -> cast -> conv2d -> batchNorm -> relu -> ... -> global pool -> matmul -> loss: f32
 *                bf16     bf16      y: bf16      bf16    cast     f32         f32
 *                weights: f32, cast     scale, offset, statistics: f32
 * ```
 *
 * Rewrites the forward program, before differentiation: a gradient then has the type of its value, and since a parameter stays
 * float32 and is cast where it enters, so is its gradient ("master weights").
 *
 * @see Micikevicius et al. 2018, Mixed Precision Training, arXiv:1710.03740, section 3
 */
import { assert } from '../../base/assert.ts';
import type { OpName } from '../ops/registry.ts';
import { firstFreeId, isFloat, renamed } from '../program/index.ts';
import type { DType, Equation, Program, Var } from '../program/index.ts';

/** The element types of half the size. */
export type ReducedType = 'bfloat16' | 'float16';

/**
 * In what type an op computes:
 * - `reduced`: in the reduced type, its float operands cast to it;
 * - `follows`: so only where one of its operands is in the reduced type already, as what comes after a convolution is;
 * - `normalizes`: its image and its first result as they come, all else in float32;
 * - `converts`: it takes any operand, and its attributes say what it gives;
 * - `float32`: in float32, its operands cast back to it.
 */
type Rule = 'reduced' | 'follows' | 'normalizes' | 'converts' | 'float32';

/** The mean of a whole map is the classifier's operand: a sum of many values, and small. */
const averageRule = ({ inputs, attrs }: Equation): Rule => {
  const [, height, width] = inputs[0]?.type.shape ?? [];
  const { window } = attrs;
  const isGlobal = typeof window === 'object' && window[0] === height && window[1] === width;
  return isGlobal ? 'float32' : 'follows';
};

/** What a network may contain. An op that is not listed computes in float32, which is always right. */
const RULES: Readonly<Partial<Record<OpName, Rule | ((equation: Equation) => Rule)>>> = {
  conv2d: 'reduced',
  depthwiseConv2d: 'reduced',
  batchNorm: 'normalizes',
  batchNormInference: 'normalizes',
  relu: 'follows',
  maxPool: 'follows',
  avgPool: averageRule,
  add: 'follows',
  addN: 'follows',
  sub: 'follows',
  mul: 'follows',
  neg: 'follows',
  maximum: 'follows',
  minimum: 'follows',
  select: 'follows',
  reshape: 'follows',
  transpose: 'follows',
  broadcastTo: 'follows',
  concat: 'follows',
  split: 'follows',
  slice: 'follows',
  stridedSlice: 'follows',
  pad: 'follows',
  reverse: 'follows',
  spaceToBatch: 'follows',
  batchToSpace: 'follows',
  cast: 'converts',
  // Comparisons and what is exact in few bits would do in the reduced type, but nothing of the size of an image asks for them.
  equal: 'float32',
  greaterEqual: 'float32',
  div: 'float32',
  exp: 'float32',
  log: 'float32',
  sqrt: 'float32',
  square: 'float32',
  abs: 'float32',
  floor: 'float32',
  stopGradient: 'follows',
  sigmoid: 'float32',
  tanh: 'float32',
  sum: 'float32',
  max: 'float32',
  matmul: 'float32',
  softmax: 'float32',
  softmaxCrossEntropy: 'float32',
};

const listed: ReadonlyMap<string, Rule | ((equation: Equation) => Rule)> = new Map(Object.entries(RULES));

function ruleOf(equation: Equation): Rule {
  const rule = listed.get(equation.op) ?? 'float32';
  return typeof rule === 'function' ? rule(equation) : rule;
}

/**
 * The program with its images in the reduced type. What it takes and what it gives keep their types.
 * @param program - a forward program in float32
 */
export function mixedPrecision(program: Program, dtype: ReducedType): Program {
  const types = new Types(firstFreeId(program));
  for (const equation of program.equations) {
    assert(
      equation.outputs.every((v) => isWhole(v) || v.type.dtype === 'float32'),
      `${program.name} is in mixed precision already`,
    );
    rewrite(types, equation, dtype);
  }
  const result = renamed(program, (v) => types.valueIn(v, v.type.dtype));
  return { ...result, equations: types.equations };
}

const isWhole = (v: Var): boolean => !isFloat(v.type.dtype);

function rewrite(types: Types, equation: Equation, dtype: ReducedType): void {
  const { inputs, outputs } = equation;
  const rule = ruleOf(equation);
  const isReduced = (v: Var | undefined): boolean => v !== undefined && types.home(v).type.dtype === dtype;
  switch (rule) {
    case 'converts':
      types.emit({ ...equation, inputs: inputs.map((v) => types.home(v)) }, outputs);
      return;
    case 'normalizes': {
      const [image, ...rest] = inputs;
      const [first, ...others] = outputs;
      if (image === undefined || first === undefined || !isReduced(image)) break;
      const wide = rest.map((v) => types.valueIn(v, 'float32'));
      types.emit({ ...equation, inputs: [types.home(image), ...wide] }, [typed(first, dtype), ...others]);
      return;
    }
    case 'reduced':
    case 'follows': {
      if (rule === 'follows' && !inputs.some(isReduced)) break;
      const operands = inputs.map((v) => types.valueIn(v, dtype));
      types.emit(
        { ...equation, inputs: operands },
        outputs.map((v) => typed(v, dtype)),
      );
      return;
    }
    case 'float32':
      break;
  }
  types.emit({ ...equation, inputs: inputs.map((v) => types.valueIn(v, 'float32')) }, outputs);
}

/** The value in another float type; whole numbers and truth values stay what they are. */
const typed = (v: Var, dtype: DType): Var => (isWhole(v) ? v : { ...v, type: { ...v.type, dtype } });

/** The program that is being written, and the values that exist in two types. */
class Types {
  readonly equations: Equation[] = [];
  readonly #homes = new Map<number, Var>();
  readonly #casts = new Map<string, Var>();
  readonly #makers = new Map<number, Equation>();
  #nextId: number;

  constructor(nextId: number) {
    this.#nextId = nextId;
  }

  /** Writes an equation; its results are computed in the types given. */
  emit(equation: Equation, outputs: readonly Var[]): void {
    const made = { ...equation, outputs };
    this.equations.push(made);
    for (const output of outputs) {
      this.#homes.set(output.id, output);
      this.#makers.set(output.id, made);
    }
  }

  /** A value of the old program, in the type that it is computed in. */
  home(v: Var): Var {
    return this.#homes.get(v.id) ?? v;
  }

  /** A value of the old program in a float type: one cast a value and type, however often it is used. */
  valueIn(v: Var, dtype: DType): Var {
    const home = this.home(v);
    if (isWhole(home) || home.type.dtype === dtype) return home;
    const key = `${home.id} ${dtype}`;
    const known = this.#casts.get(key);
    if (known !== undefined) return known;
    const made = { id: this.#nextId++, type: { ...home.type, dtype } };
    this.#casts.set(key, made);
    this.equations.push(this.#conversion(home, made));
    return made;
  }

  /** A cast where the value is made; a constant is made in the type that is wanted instead. */
  #conversion(home: Var, made: Var): Equation {
    const { dtype } = made.type;
    const maker = this.#makers.get(home.id);
    if (maker?.op === 'fill') return { ...maker, attrs: { ...maker.attrs, dtype }, outputs: [made] };
    const cast = { op: 'cast', inputs: [home], attrs: { dtype }, outputs: [made] };
    return maker?.device === undefined ? cast : { ...cast, device: maker.device };
  }
}
