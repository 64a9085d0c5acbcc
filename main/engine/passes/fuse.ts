/**
 * Replaces the groups that cells are made of by the engine's own kernels for the processor:
 *
 * - `[batchNorm] -> [relu] -> [depthwiseConv2d] -> conv2d 1x1` becomes `separable`, which also gives the statistics of its result;
 * - `batchNorm` becomes those statistics (of `separable`, or `channelStatistics`), and its result a term of whatever reads it: of the
 *   next `separable`, of the sum of a node (`normSum`), or else of a `normSum` of its own;
 * - a sum of normalized and weighted images becomes one `normSum`.
 *
 * Before differentiation.
 */
import { defined } from '../../base/assert.ts';
import { TERM } from '../ops/fused/norm-sum.ts';
import { firstFreeId, printType, renamed, withoutUnused } from '../program/index.ts';
import type { Equation, Program, TensorType, Var } from '../program/index.ts';
import { NORMALIZATIONS, planOf } from './fusion/plan.ts';
import type { Group, Plan, SumTerm } from './fusion/plan.ts';
import { singleOf, usesOf } from './fusion/uses.ts';
import type { Uses } from './fusion/uses.ts';

/** Mean, biased and unbiased variance of an image. */
type Statistics = readonly [Var, Var, Var];

/** Writes the new program. */
class Rewriter {
  readonly equations: Equation[] = [];
  readonly #plan: Plan;
  readonly #uses: Uses;
  readonly #statistics = new Map<number, Statistics>();
  readonly #vectors = new Map<Equation, readonly Var[]>();
  readonly #standIns = new Map<number, Var>();
  #nextId: number;

  constructor(program: Program, uses: Uses, plan: Plan) {
    this.#uses = uses;
    this.#plan = plan;
    this.#nextId = firstFreeId(program);
  }

  /** What stands for a value of the old program. */
  readonly standsFor = (v: Var): Var => this.#standIns.get(v.id) ?? v;

  write(equation: Equation): void {
    const group = this.#plan.groups.get(equation);
    const terms = this.#plan.sums.get(equation);
    if (group !== undefined) this.#writeGroup(equation, group);
    else if (terms !== undefined) this.#writeSum(equation, terms);
    else if (NORMALIZATIONS.includes(equation.op)) this.#writeNormalization(equation);
    else this.equations.push({ ...equation, inputs: equation.inputs.map(this.standsFor) });
  }

  #writeGroup(equation: Equation, { image, kernels, norm, attrs }: Group): void {
    const y = defined(equation.outputs[0], 'a convolution has a result');
    const vectors = norm === null ? [] : this.#vectorsOf(norm);
    const perChannel: TensorType = {
      dtype: 'float32',
      shape: [defined(y.type.shape[3], 'an image has channels')],
    };
    const statistics = this.#freshStatistics(perChannel);
    this.#statistics.set(y.id, statistics);
    this.equations.push({
      ...equation,
      op: 'separable',
      inputs: [this.standsFor(image), ...kernels.map(this.standsFor), ...vectors],
      attrs,
      outputs: [y, ...statistics],
    });
  }

  #writeSum(equation: Equation, terms: readonly SumTerm[]): void {
    const vectors = terms.flatMap(({ norm, factor }) => {
      if (norm !== null) {
        const [mean, variance, scale, offset] = this.#vectorsOf(norm);
        return [mean, variance, factor ?? scale, offset].flatMap((v) =>
          v === undefined ? [] : [this.standsFor(v)],
        );
      }
      return factor === null ? [] : [this.standsFor(factor)];
    });
    const epsilons = terms.flatMap(({ norm }) => (norm === null ? [] : [Number(norm.attrs['epsilon'])]));
    this.equations.push({
      ...equation,
      op: 'normSum',
      inputs: [...terms.map(({ image }) => this.standsFor(image)), ...vectors],
      attrs: { kinds: terms.map(({ kind }) => kind), epsilon: epsilons[0] ?? 1e-5 },
    });
  }

  /** Statistics as the old program had them, and the normalized image unless somebody makes it on the way. */
  #writeNormalization(equation: Equation): void {
    const [x, scale, offset, ...given] = equation.inputs;
    const [y, mean, unbiased] = equation.outputs;
    if (x === undefined || scale === undefined || offset === undefined || y === undefined) {
      throw new Error(`internal: ${equation.op} without its operands`);
    }
    const known = equation.op === 'batchNorm' ? this.#statisticsOf(equation, x) : given.map(this.standsFor);
    const [batchMean, batchVariance, batchUnbiased] = known;
    const affine = [scale, offset].map((v) => this.standsFor(singleOf(v, this.#uses)));
    this.#vectors.set(equation, [
      defined(batchMean, 'a mean'),
      defined(batchVariance, 'a variance'),
      ...affine,
    ]);
    if (mean !== undefined) this.#standIns.set(mean.id, defined(batchMean, 'a mean'));
    if (unbiased !== undefined) this.#standIns.set(unbiased.id, defined(batchUnbiased, 'a variance'));
    if (this.#plan.taken.has(equation)) return;
    this.#writeSum({ ...equation, inputs: [], outputs: [y] }, [
      { kind: TERM.normalized, image: x, norm: equation, factor: null },
    ]);
  }

  #statisticsOf(equation: Equation, x: Var): Statistics {
    const known = this.#statistics.get(x.id);
    if (known !== undefined) return known;
    const type = defined(equation.outputs[1], 'a normalization has a mean').type;
    const made = this.#freshStatistics(type);
    this.equations.push({
      ...equation,
      op: 'channelStatistics',
      inputs: [this.standsFor(x)],
      attrs: {},
      outputs: made,
    });
    this.#statistics.set(x.id, made);
    return made;
  }

  #vectorsOf(norm: Equation): readonly Var[] {
    return defined(
      this.#vectors.get(norm),
      `a normalization of ${norm.inputs.map((v) => printType(v.type)).join(', ')}`,
    );
  }

  #freshStatistics(type: TensorType): Statistics {
    return [this.#fresh(type), this.#fresh(type), this.#fresh(type)];
  }

  #fresh(type: TensorType): Var {
    return { id: this.#nextId++, type };
  }
}

/** The pass. */
export function fuse(program: Program): Program {
  const uses = usesOf(program);
  const rewriter = new Rewriter(program, uses, planOf(program, uses));
  for (const equation of program.equations) rewriter.write(equation);
  // What was replaced has no use any more, and what it read may be gone.
  return withoutUnused({ ...renamed(program, rewriter.standsFor), equations: rewriter.equations });
}
