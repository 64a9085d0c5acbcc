/** Element types of the engine's tensors. The reduced-precision floats come in by the mixed-precision pass. */
export type DType = 'float32' | 'bfloat16' | 'float16' | 'int32' | 'bool';

/** Static sizes, outermost first; `[]` is a scalar. Every shape is known before a program runs. */
export type Shape = readonly number[];

/** What a value is, without its data. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A float32 type, the engine's default. */
export const float32 = (...shape: readonly number[]): TensorType => ({ dtype: 'float32', shape });

/** An int32 type: labels, seeds, step counters. */
export const int32 = (...shape: readonly number[]): TensorType => ({ dtype: 'int32', shape });

/** Number of elements. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, extent) => product * extent, 1);

/** Whether two shapes are equal, extent by extent. */
export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((extent, i) => extent === b[i]);

/** Whether two types are equal. */
export const sameType = (a: TensorType, b: TensorType): boolean =>
  a.dtype === b.dtype && sameShape(a.shape, b.shape);

const SHORT: Record<DType, string> = {
  float32: 'f32',
  bfloat16: 'bf16',
  float16: 'f16',
  int32: 'i32',
  bool: 'bool',
};

/** The type as programs print it: `f32[64,32,32,16]`. */
export const printType = (type: TensorType): string => `${SHORT[type.dtype]}[${type.shape.join(',')}]`;
