import { forEachStretch } from '../../main/base/decimate.ts';
import type { ChartContent } from './content.ts';
import { positionsWithin } from './frame.ts';
import type { ChartFrame } from './frame.ts';
import { blocksOf } from './series.ts';
import type { ChartSeries } from './series.ts';

/** What a fixed range or a logarithm hides, among the points that are looked at. */
export interface Hidden {
  readonly above: number;
  readonly below: number;
}

/** How many measured points lie outside of what y shows, from one x to another. */
export function hiddenPoints({ content }: ChartFrame, from: number, to: number): Hidden {
  const [least, most] = shownOf(content);
  let [above, below] = [0, 0];
  if (least === -Infinity && most === Infinity) return { above, below };
  const named = new Set(content.series.filter(({ look }) => look === 'ghost').map(({ name }) => name));
  for (const series of content.series) {
    // A smoothed line tells of the same points as the one behind it.
    if (series.look === 'line' && named.has(series.name)) continue;
    const [first, end] = positionsWithin(series.x, from, to);
    above += outside(series, { first, end, isOut: (value) => value > most });
    below += outside(series, { first, end, isOut: (value) => value < least });
  }
  return { above, below };
}

/** The least and the most that have a place on y. */
function shownOf({ rangeY, scaleY }: ChartContent): readonly [number, number] {
  const [low, high] = rangeY ?? [null, null];
  const least = scaleY === 'log' ? Math.max(Number.MIN_VALUE, low ?? 0) : low;
  return [least ?? -Infinity, high ?? Infinity];
}

interface Outside {
  readonly first: number;
  readonly end: number;
  /** Holds for all numbers beyond one end. */
  readonly isOut: (value: number) => boolean;
}

function outside(series: ChartSeries, { first, end, isOut }: Outside): number {
  let many = 0;
  const range = { from: first, to: end, blocks: blocksOf(series) };
  forEachStretch(series.y, range, ({ from, to, least, most }) => {
    if (!isOut(least) && !isOut(most)) return;
    for (let i = from; i < to; i++) if (isOut(series.y[i] ?? Number.NaN)) many += 1;
  });
  return many;
}

/** `3 points above, 1 below`; null: none is hidden. */
export function hiddenWords({ above, below }: Hidden): string | null {
  if (above === 0 && below === 0) return null;
  const points = (many: number): string => `${many.toLocaleString('en')} ${many === 1 ? 'point' : 'points'}`;
  if (below === 0) return `${points(above)} above`;
  if (above === 0) return `${points(below)} below`;
  return `${points(above)} above, ${below.toLocaleString('en')} below`;
}
