/**
 * The softmax of one edge's alphas [P] over its allowed primitives, 0 for the others, in float32 as the references
 * compute it: values that float32 cannot tell apart tie here as they do there.
 */
export function mixtureOf(alphas: ArrayLike<number>, allowed?: readonly boolean[]): readonly number[] {
  const open = Array.from(alphas, (alpha, p) => (allowed?.[p] === false ? -Infinity : Math.fround(alpha)));
  const highest = Math.max(...open);
  const powers = open.map((alpha) => Math.fround(Math.exp(Math.fround(alpha - highest))));
  const sum = powers.reduce((total, power) => Math.fround(total + power), 0);
  return powers.map((power) => Math.fround(power / sum));
}
