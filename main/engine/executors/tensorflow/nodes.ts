import type { DType, NodeAttr } from '../../program/index.ts';

/** A constant's values: what a `Const` node holds. */
export interface TensorAttr {
  readonly tensor: {
    readonly dtype: DType;
    readonly shape: readonly number[];
    readonly values: readonly number[];
  };
}

/** One node of a TensorFlow graph, as plain data. */
export interface NodeData {
  readonly name: string;
  readonly op: string;
  /** Values (`node`, `node:1`), then control inputs (`^node`). */
  readonly inputs: readonly string[];
  readonly attrs: Readonly<Record<string, NodeAttr | TensorAttr>>;
  /** Where it runs; empty: TensorFlow chooses. */
  readonly device: string;
}
