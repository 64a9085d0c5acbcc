import { engineError, shapeError } from './errors.ts';
import type { Attrs } from './program.ts';
import type { Shape, TensorType } from './types.ts';

/**
 * The operands as a tuple, one for each name: `const [x, kernel] = operands('conv2d', ['x', 'kernel'], inputs)`. For types,
 * values, graph names and tensors alike.
 * @throws engine/shape-mismatch when there are more or fewer
 */
export function operands<T, const N extends readonly string[]>(
  op: string,
  names: N,
  values: readonly T[],
): { readonly [K in keyof N]: T } {
  if (values.length !== names.length) {
    const expected = `${names.length} operands (${names.join(', ')})`;
    throw engineError('engine/shape-mismatch', `${op}: expected ${expected}, got ${values.length}.`);
  }
  return values as { readonly [K in keyof N]: T };
}

/** The extents of a tensor of rank four, `[N,H,W,C]` or `[kh,kw,in,out]`. @throws engine/shape-mismatch */
export function rank4(op: string, name: string, type: TensorType): readonly [number, number, number, number] {
  const [a, b, c, d] = type.shape;
  if (a === undefined || b === undefined || c === undefined || d === undefined || type.shape.length !== 4) {
    throw shapeError(op, `${name} of rank 4`, [type]);
  }
  return [a, b, c, d];
}

/** An attribute that is a list of that many whole numbers, none below `least`. @throws engine/bad-attribute */
export function wholes(
  op: string,
  attrs: Attrs,
  {
    name,
    length,
    least = 0,
  }: { readonly name: string; readonly length: number | null; readonly least?: number },
): Shape {
  const value = attrs[name];
  const fits =
    typeof value === 'object' &&
    (length === null || value.length === length) &&
    value.every((n) => Number.isInteger(n) && n >= least);
  if (!fits) {
    const count = length === null ? 'whole numbers' : `${length} whole numbers`;
    throw engineError(
      'engine/bad-attribute',
      `${op}: ${name} should be ${count} >= ${least}, got ${String(value)}.`,
    );
  }
  return value;
}
