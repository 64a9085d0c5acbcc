/** How the values of a heat map become shares of its colours. */

/** `linear`: the highest is brightest; `importance`: by the logarithm, and the lowest is brightest. */
export type HeatScale = 'linear' | 'importance';

/** The share of the colours for each value, 0 to 1 within the domain; what is infinite is at the dark end. */
export function sharesOf(
  [low, high]: readonly [number, number],
  scale: HeatScale,
): (value: number) => number {
  if (!(high > low)) return () => 0;
  if (scale === 'linear') return (value) => (value - low) / (high - low);
  const range = Math.log(high / low);
  return (value) =>
    value === Infinity ? 0 : Math.min(1, Math.max(0, Math.log(high / Math.max(value, low)) / range));
}
