/** A cloud of very many points in a plane. */

/** An axis of the plane. */
export interface CloudAxis {
  /** With its unit: `Accuracy (%)`. */
  readonly label: string;
  readonly format: (value: number) => string;
  /** What of it is shown; absent: all points. */
  readonly range?: readonly [from: number, to: number];
}

/** What a cloud shows: a point a place in the columns. */
export interface CloudContent {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly axes: { readonly x: CloudAxis; readonly y: CloudAxis };
  /** The token of their colour. */
  readonly colour: string;
}

/** The points that stand out, by their place in the columns. */
export interface CloudMarks {
  readonly chosen: number | null;
  readonly others: readonly number[];
}

/** The points by their height, the highest first; what is not a number comes last. */
export function fromHighest(y: Float32Array): readonly number[] {
  const height = (at: number): number => {
    const value = y[at] ?? Number.NaN;
    return Number.isNaN(value) ? -Infinity : value;
  };
  return [...y.keys()].sort((a, b) => height(b) - height(a) || a - b);
}

/** The least and the most of a column. */
export function extentOf(column: Float32Array): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of column) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least <= most ? [least, most] : [0, 1];
}
