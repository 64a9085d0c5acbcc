import { decimate } from '../../main/base/decimate.ts';
import type { ChartFrame } from './frame.ts';
import type { ChartView } from './options.ts';
import type { ChartSeries } from './series.ts';

/** Parts of a logarithmic axis that are thinned out each by itself: its beginning has few points on much room. */
const LOG_PARTS = 32;

/** The points of a series that the view can show, as places; every extreme is among them. */
export function drawnPoints(
  { x, y }: ChartSeries,
  { content, scaleX, scaleY }: ChartFrame,
  view: ChartView,
): readonly (readonly [number, number])[] {
  const buckets = Math.max(32, Math.floor(view.pixels));
  const parts = content.scaleX === 'log' ? LOG_PARTS : 1;
  const span = view.to - view.from;
  const points: [number, number][] = [];
  let last = -Infinity;
  for (let part = 0; part < parts; part++) {
    const drawn = decimate(x, y, {
      from: scaleX.valueAt(view.from + (span * part) / parts),
      to: scaleX.valueAt(view.from + (span * (part + 1)) / parts),
      buckets: Math.ceil(buckets / parts),
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
