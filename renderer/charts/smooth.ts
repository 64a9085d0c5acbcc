/**
 * The exponential moving average of a series, without the pull to zero at its beginning: each value is the mean of those so far,
 * weighted by `weight` to the power of their age. A constant series stays what it is. What is not finite is passed over.
 *
 * @param weight - 0 changes nothing; towards 1 smooths more
 */
export function smooth(ys: readonly number[], weight: number): readonly number[] {
  let sum = 0;
  let total = 0;
  return ys.map((y) => {
    if (!Number.isFinite(y)) return Number.NaN;
    sum = weight * sum + (1 - weight) * y;
    total = weight * total + (1 - weight);
    return sum / total;
  });
}
