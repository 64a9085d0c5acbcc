import { sizeOf } from '../../program/index.ts';
import type { DType, GraphWriter, NodeAttr } from '../../program/index.ts';
import type { NodeData, TensorAttr } from './nodes.ts';

/** Collects the nodes of one graph; constants are shared by all that stands on one device. */
export class NodeWriter implements GraphWriter {
  readonly nodes: NodeData[] = [];
  readonly ownKernels: boolean;
  readonly #constants = new Map<string, string>();
  readonly #shared = new Map<string, string>();
  #scope = '';
  #device = '';

  /** @param ownKernels - whether the engine's own kernels are where the graph runs */
  constructor(ownKernels: boolean) {
    this.ownKernels = ownKernels;
  }

  /** Prefix of the names of the nodes written from now on: the program's name, in the letters that node names may have. */
  enter(scope: string): void {
    this.#scope = scope.replace(/[^A-Za-z0-9_.-]/g, '.');
  }

  /** Where the nodes written from now on run, in TensorFlow's words; empty: where it chooses. */
  place(device: string): void {
    this.#device = device;
  }

  node(
    op: string,
    inputs: readonly string[],
    attrs: Readonly<Record<string, NodeAttr | TensorAttr>>,
  ): string {
    return this.named(`${this.#scope}/${op}_${this.nodes.length}`, op, { inputs, attrs });
  }

  shared(
    op: string,
    inputs: readonly string[],
    attrs: Readonly<Record<string, NodeAttr | TensorAttr>>,
  ): string {
    const key = `${this.#device}|${op}|${inputs.join(',')}|${JSON.stringify(attrs)}`;
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const made = this.node(op, inputs, attrs);
    this.#shared.set(key, made);
    return made;
  }

  /** A node of a given name. */
  named(
    name: string,
    op: string,
    body: {
      readonly inputs: readonly string[];
      readonly attrs: Readonly<Record<string, NodeAttr | TensorAttr>>;
    },
  ): string {
    this.nodes.push({ name, op, inputs: body.inputs, attrs: body.attrs, device: this.#device });
    return name;
  }

  ints(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.#constant('int32', values, shape);
  }

  floats(
    values: readonly number[],
    shape: readonly number[] = [values.length],
    dtype: DType = 'float32',
  ): string {
    return this.#constant(dtype, values, shape);
  }

  /** A constant of any type; one value stands for all elements. */
  constant(dtype: DType, values: readonly number[], shape: readonly number[]): string {
    return this.#constant(dtype, values, shape);
  }

  #constant(dtype: DType, values: readonly number[], shape: readonly number[]): string {
    const key = `${this.#device}|${dtype}|${shape.join(',')}|${values.join(',')}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const held =
      sizeOf(shape) > 0 && values.every((value) => value === values[0]) ? values.slice(0, 1) : values;
    const name = this.named(`shared/const_${this.#constants.size}`, 'Const', {
      inputs: [],
      attrs: { dtype: { type: dtype }, value: { tensor: { dtype, shape, values: held } } },
    });
    this.#constants.set(key, name);
    return name;
  }
}
