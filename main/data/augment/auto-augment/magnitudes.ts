/** How strong an operation is, by the index 0..9 of a policy: ten numbers at equal distances. */
export const spaced = (first: number, last: number): readonly number[] =>
  Array.from({ length: 10 }, (_, i) => (i === 9 ? last : first + i * ((last - first) / 9)));

/** For operations that are always of the same strength. */
export const NO_MAGNITUDE: readonly number[] = spaced(0, 0);
