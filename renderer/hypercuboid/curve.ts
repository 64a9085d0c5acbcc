/** Lines between features. */

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A curve that leaves and arrives level, its middle shifted so that others between the same points lie beside it. */
export function curve(from: Point, to: Point, shift: number): string {
  const bend = 0.45 * (to.x - from.x);
  const point = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return `M${point(from)}C${point({ x: from.x + bend, y: from.y + shift })} ${point({ x: to.x - bend, y: to.y + shift })} ${point(to)}`;
}
