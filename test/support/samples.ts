/** Turns the samples of ops into programs and into the values that they run on. */
import { createRng } from '../../main/base/rng.ts';
import { Builder, gradients, OPS, sizeOf } from '../../main/engine/index.ts';
import type {
  Bundle,
  OpDef,
  OpTable,
  Program,
  Sample,
  TensorData,
  TensorType,
  Var,
} from '../../main/engine/index.ts';

/** One sample of one op. */
export interface Case {
  readonly title: string;
  readonly op: string;
  readonly def: OpDef;
  readonly sample: Sample;
  /** Types of its results. */
  readonly outputs: readonly TensorType[];
  /** Its inputs that have a gradient. */
  readonly inputsWithGradient: readonly number[];
  /** Its results that gradients flow back from. */
  readonly outputsWithGradient: readonly number[];
}

const TABLE: OpTable = OPS;

/** Every sample of every op. */
export function everyCase(): readonly Case[] {
  return Object.entries(TABLE).flatMap(([op, def]) => def.samples.map((sample) => caseOf(op, def, sample)));
}

function caseOf(op: string, def: OpDef, sample: Sample): Case {
  const outputs = def.infer(sample.inputs, sample.attrs);
  const floats = (types: readonly TensorType[]) =>
    types.flatMap((type, i) => (type.dtype === 'float32' ? [i] : []));
  const outputsWithGradient = sample.outputs ?? floats(outputs);
  return {
    title: `${op}: ${sample.name}`,
    op,
    def,
    sample,
    outputs,
    outputsWithGradient,
    inputsWithGradient:
      outputsWithGradient.length === 0 ? [] : (sample.differentiable ?? floats(sample.inputs)),
  };
}

/**
 * The sample as a bundle: `forward` gives the results `y0`, `y1`, ...; `backward`, where there is a gradient, gives the gradient
 * `d0`, `d1`, ... of the sum of results times projections `p0`, `p1`, ... by the inputs `x0`, `x1`, ...
 */
export function bundleOf(one: Case): Bundle {
  const programs = one.inputsWithGradient.length === 0 ? [forward(one)] : [forward(one), backward(one)];
  return { variables: {}, programs: Object.fromEntries(programs.map((program) => [program.name, program])) };
}

function emit(b: Builder, one: Case): { readonly inputs: readonly Var[]; readonly outputs: readonly Var[] } {
  const inputs = one.sample.inputs.map((type, i) => b.feed(`x${i}`, type));
  return { inputs, outputs: b.all(one.op, inputs, one.sample.attrs) };
}

function forward(one: Case): Program {
  const b = new Builder(TABLE);
  const { outputs } = emit(b, one);
  return b.build('forward', { fetches: Object.fromEntries(outputs.map((v, i) => [`y${i}`, v])) });
}

function backward(one: Case): Program {
  const b = new Builder(TABLE);
  const { inputs, outputs } = emit(b, one);
  const terms = outputs.flatMap((y, i) => {
    if (!one.outputsWithGradient.includes(i)) return [];
    const weighted = b.one('mul', [y, b.feed(`p${i}`, y.type)]);
    return [b.one('sum', [weighted], { axes: y.type.shape.map((_, axis) => axis) })];
  });
  const loss = terms.reduce((sum, term) => b.one('add', [sum, term]));
  const by = inputs.filter((_, i) => one.inputsWithGradient.includes(i));
  const found = gradients(b, loss, by);
  const fetches = one.inputsWithGradient.flatMap((i, k) => found.slice(k, k + 1).map((v) => [`d${i}`, v]));
  return b.build('backward', { fetches: Object.fromEntries(fetches) });
}

/** Values of the sample's inputs, `x0`, `x1`, ... */
export function inputsOf(one: Case, seed: number): Record<string, TensorData> {
  const { inputs, values, range = [-1, 1] } = one.sample;
  const rng = createRng(seed, one.title);
  return Object.fromEntries(
    inputs.map((type, i) => {
      const given = values?.[i];
      const drawn = draw(type, range, rng);
      if (given !== undefined) drawn.set(given);
      return [`x${i}`, drawn];
    }),
  );
}

/** Values of its projections, `p0`, `p1`, ... */
export function projectionsOf(one: Case, seed: number): Record<string, Float32Array> {
  const rng = createRng(seed, one.title, 'projections');
  return Object.fromEntries(
    one.outputsWithGradient.map((i) => {
      const size = sizeOf(one.outputs[i]?.shape ?? []);
      return [`p${i}`, Float32Array.from({ length: size }, () => 2 * rng.uniform() - 1)];
    }),
  );
}

/**
 * Floats lie one in each of as many equal parts of the range, in random order, so that finite differences meet neither ties nor the
 * corners of functions: no two are close to each other, nor one to 0.
 */
function draw(
  type: TensorType,
  [low, high]: readonly [number, number],
  rng: ReturnType<typeof createRng>,
): TensorData {
  const size = sizeOf(type.shape);
  if (type.dtype === 'bool') return Uint8Array.from({ length: size }, () => rng.integer(2));
  if (type.dtype === 'int32') return Int32Array.from({ length: size }, () => low + rng.integer(high - low));
  const inside = 0.25 + 0.2 * rng.uniform();
  return Float32Array.from(rng.permutation(size), (part) => low + ((part + inside) / size) * (high - low));
}
