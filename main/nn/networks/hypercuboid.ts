/** The networks of a hypercuboid: the supernet of all its operations, and the one of a path through it. */
import { defined } from '../../base/assert.ts';
import { float32 } from '../../engine/index.ts';
import type { Var } from '../../engine/index.ts';
import { candidatesOf, stageSize, stagesOf } from '../../spaces/index.ts';
import type { ChannelPath, HyperCuboid } from '../../spaces/index.ts';
import type { Primitive } from '../../spaces/index.ts';
import { separableConv } from '../blocks/separable.ts';
import { WEIGHTINGS } from '../cells/mixture.ts';
import type { Weighting } from '../cells/mixture.ts';
import { sumOf } from '../cells/states.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { convolution, pointwise } from '../layers/convolution.ts';
import { primitiveDef } from '../primitives/registry.ts';
import { Tracer } from '../tracer.ts';
import type { Mode, Network } from '../tracer.ts';
import { classifier } from './head.ts';
import { ALPHAS } from './supernet.ts';
import type { ImageNetworkOptions } from './plan.ts';

/** What the networks have in common with those of cells. */
type ImageOptions = Pick<ImageNetworkOptions, 'batch' | 'height' | 'width' | 'inputChannels' | 'classes'> & {
  readonly mode: Mode;
};

/** The supernet of a hypercuboid. */
export interface CuboidOptions extends ImageOptions {
  readonly weighting: Weighting;
  /** Operations that weigh no more take no part, and neither does what only they lead to; null: all do. */
  readonly least: number | null;
}

/**
 * The supernet: `images` [N,H,W,C] to `logits` [N,K]; its alphas are those of normal cells, [stages, operations of a stage]. In each stage the features of every channel count go through all operations, and what has as
 * many channels is added up, weighed by one softmax over the whole stage.
 *
 * The reference does not compute what weighs too little. Here it is computed and multiplied by zero, which gives the same values and gradients;
 * but the running statistics of its normalizations move.
 *
 * @see Hundt, Jain, Hager 2019, arXiv:1903.09900, section 4; sharpDARTS, cnn/model_search.py, `MultiChannelNetwork`
 */
export function traceCuboid(space: HyperCuboid, options: CuboidOptions): Network {
  const t = Tracer.begin(options.mode);
  const { channels } = space;
  const images = imagesOf(t, options);
  const stages = stagesOf(space);
  const weights = weightsOf(t, space, options);
  let features: readonly Var[] = channels.map((count, i) => stem(t.at('stem').at(i), images, count));
  let present: Var | null = null;
  stages.forEach(({ layer, stride, place }, i) => {
    const at = t.at('op_grid').at(layer).at(place);
    const { coefficients, next } = at.section(() => weights.stage(i, present));
    features = at.section(() => stageOutputs(at, features, { space, stride, coefficients }));
    present = next;
  });
  const outputs = features.map((feature, i) => {
    const layer = t.at('base').at(i);
    const y = layer.section(() => base(layer, feature, space.base));
    return present === null ? y : t.b.one('mul', [y, partOf(t, present, i)]);
  });
  const first = defined(outputs[0], 'a hypercuboid has a channel count at least');
  return t.finish('hypercuboid', {
    logits: classifier(t, sumOf(t, outputs, first.type.shape), options.classes),
  });
}

const imagesOf = (t: Tracer, { batch, height, width, inputChannels }: ImageOptions): Var =>
  t.b.feed('images', float32(batch, height, width, inputChannels));

/** 3x3 convolution and BN. */
function stem(t: Tracer, images: Var, channels: number): Var {
  return t.section(() => {
    const image = convolution(t.at(0), images, { channels, kernel: [3, 3], padding: [1, 1] });
    return batchNorm(t.at(1), image, { affine: true });
  });
}

const base = (t: Tracer, x: Var, channels: number): Var =>
  separableConv(t, x, {
    ...{ channels, midChannels: channels, affine: true },
    ...{ kernel: 3, stride: 1, padding: 1, dilation: 1 },
  });

interface StageTask {
  readonly space: HyperCuboid;
  readonly stride: number;
  /** Of each operation in their order, f32[1]. */
  readonly coefficients: readonly Var[];
}

/** What a stage gives of each channel count. */
function stageOutputs(
  t: Tracer,
  features: readonly Var[],
  { space, stride, coefficients }: StageTask,
): readonly Var[] {
  const terms: Var[][] = space.channels.map(() => []);
  candidatesOf(space).forEach(({ from, to, primitive }, i) => {
    const x = defined(features[from], 'every channel count has a feature');
    const channels = defined(space.channels[to], 'it is one of them');
    const at = t.at(from).at(to).at(primitive);
    const y = operation(at, x, {
      primitive: defined(space.primitives[primitive], 'it is one of them'),
      stride,
      channels,
    });
    const coefficient = defined(coefficients[i], 'every operation has one');
    terms[to]?.push(t.b.one('mul', [y, coefficient]));
  });
  return terms.map((own) => sumOf(t, own, defined(own[0], 'every channel count is given').type.shape));
}

/** An operation x [N,H,W,C] to [N,H/s,W/s,channels], its normalizations with parameters. */
function operation(
  t: Tracer,
  x: Var,
  on: { readonly primitive: Primitive; readonly stride: number; readonly channels: number },
): Var {
  const { primitive, stride, channels } = on;
  const { definition } = primitive;
  const place = { definition, stride: stride === 2 ? 2 : 1, affine: true, channels } as const;
  const y = primitiveDef(definition).trace(t, x, place);
  // What leaves the image as it is cannot give it other channels.
  return y === null || y === x ? pointwise(t.at(1).styled({ ...t.style, bias: true }), x, channels) : y;
}

/** The coefficients of all operations, and what they leave out. */
interface Weights {
  /**
   * Those of a stage.
   *
   * @param present - [C], 1 for each feature that there is; null: nothing is left out
   */
  stage(i: number, present: Var | null): { readonly coefficients: readonly Var[]; readonly next: Var | null };
}

function weightsOf(t: Tracer, space: HyperCuboid, { weighting, least }: CuboidOptions): Weights {
  const { channels, primitives } = space;
  const [count, size] = [channels.length, stageSize(space)];
  const alphas = t.b.read(ALPHAS.normal, float32(stagesOf(space).length, size));
  let known: Var | null = null;
  const mixture = (): Var => (known ??= t.b.one('softmax', [alphas]));
  const coefficients = WEIGHTINGS[weighting](t.b, { alphas, mixture });
  const row = (of: Var, i: number, shape: readonly number[]): Var => {
    const cut = t.b.one('slice', [of], { begin: [i, 0], size: [1, size] });
    return t.b.one('reshape', [cut], { shape });
  };
  return {
    stage(i, present) {
      const whole = row(coefficients, i, [size]);
      if (least === null) return { coefficients: parts(t, whole, size), next: null };
      const shape = [count, count, primitives.length];
      const gate = gateOf(t, row(mixture(), i, shape), { least, present });
      const gated = t.b.one('mul', [whole, t.b.one('reshape', [gate], { shape: [size] })]);
      return { coefficients: parts(t, gated, size), next: t.b.one('max', [gate], { axes: [0, 2] }) };
    },
  };
}

/** [C,C,P]: 1 for what weighs enough and has an input, 0 for all else; without a gradient. */
function gateOf(
  t: Tracer,
  weights: Var,
  { least, present }: { readonly least: number; readonly present: Var | null },
): Var {
  const { shape } = weights.type;
  const floor = t.constant(least, { dtype: 'float32', shape });
  const light = t.b.one('cast', [t.b.one('greaterEqual', [floor, t.b.one('stopGradient', [weights])])], {
    dtype: 'float32',
  });
  const heavy = t.b.one('sub', [t.constant(1, { dtype: 'float32', shape }), light]);
  if (present === null) return heavy;
  const inputs = t.b.one('reshape', [present], { shape: [shape[0] ?? 1, 1, 1] });
  return t.b.one('mul', [heavy, inputs]);
}

const parts = (t: Tracer, of: Var, size: number): readonly Var[] =>
  t.b.all('split', [of], { axis: 0, sizes: Array.from({ length: size }, () => 1) });

const partOf = (t: Tracer, of: Var, i: number): Var => t.b.one('slice', [of], { begin: [i], size: [1] });

/** The network of a path. */
export interface PathOptions extends ImageOptions {
  readonly primitives: readonly Primitive[];
  /** Whether the last operation is left out, as the published constructor does: table 4 of the paper was made so. */
  readonly dropsLast: boolean;
}

/**
 * The network of a path: `images` [N,H,W,C] to `logits` [N,K]. Nothing is weighed, and there is no auxiliary head.
 *
 * @see sharpDARTS, cnn/model.py, `MultiChannelNetworkPath`
 */
export function tracePath({ operations, base: channels }: ChannelPath, options: PathOptions): Network {
  const t = Tracer.begin(options.mode);
  const first = defined(operations[0], 'a path has an operation at least');
  let x = stem(t.at('stem').at(0), imagesOf(t, options), first.channelsIn);
  const used = options.dropsLast ? operations.slice(0, -1) : operations;
  used.forEach(({ primitive: name, stride, channelsOut }, i) => {
    const layer = t.at('op_grid').at(i);
    const primitive = defined(
      options.primitives.find((one) => one.name === name),
      `${name} is one of the primitives`,
    );
    x = layer.section(() => operation(layer, x, { primitive, stride, channels: channelsOut }));
  });
  const last = t.at('base').at(0);
  const features = last.section(() => base(last, x, channels));
  return t.finish('path', { logits: classifier(t, features, options.classes) });
}
