import { engineError } from './errors.ts';
import { isFloat } from './kinds.ts';
import type { GraphWriter } from './op.ts';
import type { DType, Shape, TensorType } from './types.ts';

/** Checks that every value can be held by the element type. @throws engine/bad-attribute */
export function requireValues(op: string, dtype: DType, values: readonly number[]): void {
  const fits = (value: number): boolean => {
    if (isFloat(dtype)) return typeof value === 'number';
    return dtype === 'bool' ? value === 0 || value === 1 : Number.isInteger(value) && value === (value | 0);
  };
  const odd = values.find((value) => !fits(value));
  if (odd !== undefined) {
    throw engineError('engine/bad-attribute', `${op}: ${String(odd)} is no value of type ${dtype}.`);
  }
}

/** The type that an op of attributes `shape` and `dtype` gives. @throws engine/bad-attribute */
export function literalType(op: string, shape: Shape, dtype: DType): TensorType {
  if (!shape.every((extent) => Number.isInteger(extent) && extent >= 1)) {
    throw engineError(
      'engine/bad-attribute',
      `${op}: shape should be whole numbers >= 1, got ${String(shape)}.`,
    );
  }
  return { dtype, shape };
}

/** A TensorFlow node that holds the values. */
export function constantNode(g: GraphWriter, type: TensorType, values: readonly number[]): string {
  const { dtype, shape } = type;
  if (isFloat(dtype)) return g.floats(values, shape, dtype);
  const whole = g.ints(values, shape);
  return dtype === 'int32'
    ? whole
    : g.node('Cast', [whole], { SrcT: { type: 'int32' }, DstT: { type: dtype } });
}
