import type { GraphWriter, NodeAttr } from '../../main/engine/index.ts';

/** A node as it was written. */
export interface RecordedNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attrs: Readonly<Record<string, NodeAttr>>;
}

/** Keeps the nodes that a lowering writes; constants are named by what they hold. */
export class GraphRecorder implements GraphWriter {
  readonly nodes: RecordedNode[] = [];
  readonly ownKernels: boolean;

  /** @param ownKernels - whether the graph would run where the engine's own kernels are */
  constructor(ownKernels = false) {
    this.ownKernels = ownKernels;
  }

  node(op: string, inputs: readonly string[], attrs: Readonly<Record<string, NodeAttr>>): string {
    this.nodes.push({ op, inputs, attrs });
    return `${op}_${this.nodes.length}`;
  }

  shared(op: string, inputs: readonly string[], attrs: Readonly<Record<string, NodeAttr>>): string {
    return this.node(op, inputs, attrs);
  }

  ints(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return `ints[${shape.join(',')}](${values.join(',')})`;
  }

  floats(values: readonly number[], shape: readonly number[] = [values.length], dtype = 'float32'): string {
    return `${dtype}[${shape.join(',')}](${values.join(',')})`;
  }
}
