/** One point of a plane: a run, or a group of seeds. */
export interface ScatterPoint {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly label: string;
  /** A token: `--run-blue`. */
  readonly colour: string;
}

/** An axis of the plane. */
export interface ScatterAxis {
  /** With its unit: `Parameters (M)`. */
  readonly label: string;
  readonly scale: 'linear' | 'log';
  readonly format: (value: number) => string;
}

/** What a scatter plot shows. */
export interface ScatterContent {
  readonly points: readonly ScatterPoint[];
  /** The ids of the points that no other beats in both, along x; empty: no line is drawn. */
  readonly front: readonly string[];
  readonly axes: { readonly x: ScatterAxis; readonly y: ScatterAxis };
}

/** Which way an axis is better. */
export interface Wishes {
  readonly x: 'lower' | 'higher';
  readonly y: 'lower' | 'higher';
}

/** The ids of the points that no other beats in both, along x. What is not a number competes for nothing. */
export function paretoFront(points: readonly ScatterPoint[], wishes: Wishes): readonly string[] {
  const signX = wishes.x === 'lower' ? 1 : -1;
  const signY = wishes.y === 'lower' ? 1 : -1;
  const known = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const sorted = [...known].sort((a, b) => signX * (a.x - b.x) || signY * (a.y - b.y));
  let best = Infinity;
  const front = sorted.filter(({ y }) => {
    if (signY * y >= best) return false;
    best = signY * y;
    return true;
  });
  return front.sort((a, b) => a.x - b.x).map(({ id }) => id);
}
