import { assert } from '../base/assert.ts';
import { createBuilder, float32, printType } from '../engine/index.ts';
import type { EngineBuilder, Program, Shape, TensorType, Var } from '../engine/index.ts';
import type { ParameterSpec, StatisticSpec } from './parameters.ts';

/** `train`: batch normalization by the batch's own statistics. `eval`: by the running ones. */
export type Mode = 'train' | 'eval';

/** How the layers of a part of a network are made, where the published codes differ. */
export interface LayerStyle {
  /** Whether convolutions have a bias, but for the depthwise ones. */
  readonly bias: boolean;
  /**
   * Whether batch normalizations keep running statistics. Those that do not normalize by the statistics of the batch in evaluation too, and
   * fetch none.
   */
  readonly runningStatistics: boolean;
}

/** The style of all networks but some supernets' cells. */
const PLAIN_STYLE: LayerStyle = { bias: false, runningStatistics: true };

/** A named part of a network: the stem, a cell, a head. Ranges are `[first, end)`. */
export interface Section {
  readonly name: string;
  /** Its equations among those of the program. */
  readonly equations: readonly [number, number];
  /** Its parameters among those of the network. */
  readonly parameters: readonly [number, number];
}

/**
 * A network as a program: a forward pass without loss and optimizer.
 *
 * The program reads one argument a parameter, by the parameter's name, and in evaluation `NAME.running_mean` and
 * `NAME.running_var` [C] of each batch normalization that keeps them. In training it fetches `NAME.batch_mean` and `NAME.batch_var` [C] of
 * each of those, the variance unbiased: what running statistics take.
 */
export interface Network {
  readonly program: Program;
  /** In the order in which the reference constructs them. */
  readonly parameters: readonly ParameterSpec[];
  readonly statistics: readonly StatisticSpec[];
  /** In the order of the program. */
  readonly sections: readonly Section[];
}

interface Trace {
  readonly mode: Mode;
  readonly builder: EngineBuilder;
  readonly parameters: ParameterSpec[];
  readonly names: Set<string>;
  readonly statistics: StatisticSpec[];
  readonly sections: Section[];
  readonly fetches: Record<string, Var>;
  readonly constants: Map<string, Var>;
  /** What biases were added to, by the sums' ids. */
  readonly unbiased: Map<number, Var>;
}

/**
 * Writes a network: a builder that knows the name of the layer being written, the mode, and the parameters and statistics so far.
 * Layers are functions of a tracer and their operands.
 */
export class Tracer {
  /** Where equations are written. */
  readonly b: EngineBuilder;
  readonly mode: Mode;
  /** The layer's name; empty for the network itself. */
  readonly name: string;
  readonly style: LayerStyle;
  readonly #trace: Trace;

  private constructor(trace: Trace, name: string, style: LayerStyle) {
    this.#trace = trace;
    this.style = style;
    this.b = trace.builder;
    this.mode = trace.mode;
    this.name = name;
  }

  /** The tracer of an empty network. */
  static begin(mode: Mode): Tracer {
    const builder = createBuilder();
    const lists = { parameters: [], statistics: [], sections: [] };
    const maps = { constants: new Map<string, Var>(), unbiased: new Map<number, Var>() };
    const tables = { names: new Set<string>(), fetches: {}, ...maps };
    return new Tracer({ mode, builder, ...lists, ...tables }, '', PLAIN_STYLE);
  }

  /** The tracer of a layer inside this one: `t.at('op').at(1)`. */
  at(child: string | number): Tracer {
    return new Tracer(this.#trace, this.#join(String(child)), this.style);
  }

  /** The tracer of this layer in another style, which the layers inside it have too. */
  styled(style: LayerStyle): Tracer {
    return new Tracer(this.#trace, this.name, style);
  }

  /** A trainable tensor of this layer. */
  parameter(local: string, spec: Omit<ParameterSpec, 'name'>): Var {
    const name = this.#join(local);
    const { parameters, names } = this.#trace;
    assert(!names.has(name), `parameter ${name} is made twice`);
    names.add(name);
    parameters.push({ name, ...spec });
    return this.b.read(name, float32(...spec.shape));
  }

  /** Declares this layer a batch normalization; in training with the statistics of its batch, in evaluation without. */
  statistic(channels: number, batch?: { readonly mean: Var; readonly variance: Var }): void {
    const { statistics, fetches } = this.#trace;
    statistics.push({ name: this.name, channels });
    if (batch === undefined) return;
    fetches[`${this.name}.batch_mean`] = batch.mean;
    fetches[`${this.name}.batch_var`] = batch.variance;
  }

  /** A constant of one value throughout, written once a network. */
  constant(value: number, type: TensorType): Var {
    const key = `${value} ${printType(type)}`;
    const { constants } = this.#trace;
    const known = constants.get(key);
    if (known !== undefined) return known;
    const made = this.b.fill(value, type);
    constants.set(key, made);
    return made;
  }

  /** Adds a bias [C] to x [N,H,W,C]. */
  biased(x: Var, bias: Var): Var {
    const sum = this.b.one('add', [x, bias]);
    this.#trace.unbiased.set(sum.id, x);
    return sum;
  }

  /** A value without the bias that was added to it last, if one was: for whoever takes it away again, as a mean over the batch does. */
  withoutBias(x: Var): Var {
    return this.#trace.unbiased.get(x.id) ?? x;
  }

  /** What `body` writes is the part of the network that is called as this layer. */
  section<T>(body: () => T): T {
    const { builder, parameters, sections } = this.#trace;
    const [equation, parameter] = [builder.equations.length, parameters.length];
    const result = body();
    sections.push({
      name: this.name,
      equations: [equation, builder.equations.length],
      parameters: [parameter, parameters.length],
    });
    return result;
  }

  /** Closes the network. `fetches` are what it computes; the batch statistics come by themselves. */
  finish(name: string, fetches: Readonly<Record<string, Var>>): Network {
    const { builder, parameters, statistics, sections, fetches: batch } = this.#trace;
    const program = builder.build(name, { fetches: { ...fetches, ...batch } });
    return { program, parameters, statistics, sections };
  }

  #join(local: string): string {
    return this.name === '' ? local : `${this.name}.${local}`;
  }
}

/** The extents of an image value [N,H,W,C]. */
export function imageOf(x: Var): {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
} {
  const [batch, height, width, channels] = x.type.shape;
  assert(
    batch !== undefined && height !== undefined && width !== undefined && channels !== undefined,
    `${printType(x.type)} is no image`,
  );
  return { batch, height, width, channels };
}

/** `8x8x16`, as sizes are shown to a person. */
export const sizeText = (shape: Shape): string => shape.slice(1).join('x');
