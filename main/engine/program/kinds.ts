import { shapeError } from './errors.ts';
import type { DType, TensorType } from './types.ts';

/** What an operand may hold: anything but truth values, or floats only. */
export type Kind = 'number' | 'float';

/** Whether gradients flow through values of this element type. */
export const isFloat = (dtype: DType): boolean => dtype !== 'int32' && dtype !== 'bool';

/** Checks what operands, given by their names, hold. @throws engine/shape-mismatch naming the first that does not fit */
export function requireKind(op: string, kind: Kind, operands: Readonly<Record<string, TensorType>>): void {
  for (const [name, type] of Object.entries(operands)) {
    const fits = kind === 'float' ? isFloat(type.dtype) : type.dtype !== 'bool';
    if (!fits) throw shapeError(op, `${name} of ${kind === 'float' ? 'a float' : 'a number'} type`, [type]);
  }
}

/** Checks that operands, where there are several, have one element type. @throws engine/shape-mismatch */
export function requireOneElementType(op: string, operands: readonly TensorType[]): void {
  if (operands.every(({ dtype }) => dtype === operands[0]?.dtype)) return;
  throw shapeError(op, 'operands of one element type', operands);
}

/** How an element type is held outside TensorFlow: the reduced-precision floats as float32. */
export function hostType(dtype: DType): 'float32' | 'int32' | 'bool' {
  return dtype === 'int32' || dtype === 'bool' ? dtype : 'float32';
}
