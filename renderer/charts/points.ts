import { decimate } from '../../main/base/decimate.ts';
import type { ChartView } from './content.ts';
import type { ChartFrame } from './frame.ts';
import { blocksOf } from './series.ts';
import type { ChartSeries } from './series.ts';

/** Parts of an uneven axis that are thinned out each by itself: a logarithm's beginning has few points on much room. */
const UNEVEN_PARTS = 32;

/** The points of a series that the view can show, as places; every extreme is among them. */
export function drawnPoints(
  series: ChartSeries,
  { content, scaleX, scaleY }: ChartFrame,
  view: ChartView,
): readonly (readonly [number, number])[] {
  const { x, y } = series;
  const blocks = blocksOf(series);
  const buckets = Math.max(32, Math.floor(view.pixels));
  const isUneven = content.scaleX === 'log' || (content.clock ?? null) !== null;
  const parts = isUneven ? UNEVEN_PARTS : 1;
  const span = view.to - view.from;
  const points: [number, number][] = [];
  let last = -Infinity;
  for (let part = 0; part < parts; part++) {
    const drawn = decimate(x, y, {
      from: scaleX.valueAt(view.from + (span * part) / parts),
      to: scaleX.valueAt(view.from + (span * (part + 1)) / parts),
      buckets: Math.ceil(buckets / parts),
      blocks,
    });
    for (let i = 0; i < drawn.x.length; i++) {
      const at = drawn.x[i] ?? Number.NaN;
      // Neighbouring parts share the points between them.
      if (at <= last && parts > 1) continue;
      last = at;
      points.push([scaleX.place(at), scaleY.place(drawn.y[i] ?? Number.NaN)]);
    }
  }
  return points;
}

/** The least and the most place on y; infinite where nothing has one. */
export function extremes(
  lines: readonly (readonly (readonly [number, number])[])[],
): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const points of lines)
    for (const [, y] of points) {
      if (y < least) least = y;
      if (y > most) most = y;
    }
  return [least, most];
}
