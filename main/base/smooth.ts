/**
 * The exponential moving average of a series, without the pull to zero at its beginning: each value is the mean of those so far,
 * weighted by `weight` to the power of their age. A constant series stays what it is. What is not finite is passed over, and is NaN
 * in the result.
 *
 * @param weight - 0 changes nothing; towards 1 smooths more
 */
export function smooth(ys: ArrayLike<number>, weight: number): Float64Array {
  const smoothed = new Float64Array(ys.length);
  let sum = 0;
  let total = 0;
  for (let i = 0; i < ys.length; i++) {
    const value = ys[i] ?? Number.NaN;
    if (!Number.isFinite(value)) {
      smoothed[i] = Number.NaN;
      continue;
    }
    sum = weight * sum + (1 - weight) * value;
    total = weight * total + (1 - weight);
    smoothed[i] = sum / total;
  }
  return smoothed;
}
