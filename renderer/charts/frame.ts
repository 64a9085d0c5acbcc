import type { ChartContent } from './options.ts';
import { scaleOf } from './scales.ts';
import type { Scale } from './scales.ts';

/** A content with the scales of its axes. */
export interface ChartFrame {
  readonly content: ChartContent;
  readonly scaleX: Scale;
  readonly scaleY: Scale;
}

/** The frame of a content. A logarithmic x begins at its first number above zero. */
export function frameOf(content: ChartContent): ChartFrame {
  const scaleX = scaleOf(content.scaleX ?? 'linear', () => []);
  const scaleY = scaleOf(content.scaleY ?? 'linear', () => content.series.map(({ y }) => y));
  if (content.scaleX !== 'log') return { content, scaleX, scaleY };
  const starts = content.series.flatMap(({ x }) => {
    const first = Array.from({ length: Math.min(8, x.length) }, (_, i) => x[i] ?? 0).find((one) => one > 0);
    return first === undefined ? [] : [first];
  });
  const first = content.extent[0] > 0 ? content.extent[0] : Math.min(...starts, content.extent[1]);
  return { content: { ...content, extent: [first, content.extent[1]] }, scaleX, scaleY };
}

/** The ends of y as places, null where the axis finds them itself, and the places of its ticks. */
export function frameScales(
  { content, scaleY }: ChartFrame,
  height: number,
): { readonly low: number | null; readonly high: number | null; readonly ticks: readonly number[] | null } {
  const [low = null, high = null] = content.rangeY ?? [];
  if ((content.scaleY ?? 'linear') === 'linear') return { low, high, ticks: null };
  const [least, most] = extremes(content, content.scaleY === 'log');
  const [from, to] = [low ?? least, high ?? most];
  if (!(to > from)) return { low: null, high: null, ticks: null };
  const ticks = scaleY.ticks(from, to, height < 190 ? 4 : 7) ?? [];
  return { low: scaleY.place(from), high: scaleY.place(to), ticks: ticks.map((tick) => scaleY.place(tick)) };
}

/** The least and the most of all series; of those above zero alone, where only they have a place. */
export function extremes({ series }: ChartContent, abovezero: boolean): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const { y } of series) {
    for (let i = 0; i < y.length; i++) {
      const value = y[i] ?? Number.NaN;
      if (!Number.isFinite(value) || (abovezero && value <= 0)) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return [least, most];
}

/** What a fixed range or a logarithm hides, among the points that are looked at. */
export interface Hidden {
  readonly above: number;
  readonly below: number;
}

/** How many measured points lie outside of what y shows. */
export function hiddenPoints({ content }: ChartFrame, from: number, to: number): Hidden {
  const [low, high] = content.rangeY ?? [null, null];
  const least = content.scaleY === 'log' ? (low ?? Number.MIN_VALUE) : low;
  let [above, below] = [0, 0];
  if (least === null && high === null) return { above, below };
  const named = new Set(content.series.filter(({ look }) => look === 'ghost').map(({ name }) => name));
  for (const { name, look, x, y } of content.series) {
    // A smoothed line tells of the same points as the one behind it.
    if (look === 'line' && named.has(name)) continue;
    for (let i = 0; i < y.length; i++) {
      const [at, value] = [x[i] ?? Number.NaN, y[i] ?? Number.NaN];
      if (!(at >= from && at <= to)) continue;
      if (high !== null && value > high) above += 1;
      else if (least !== null && value < least) below += 1;
    }
  }
  return { above, below };
}

/** `3 points above, 1 below`; null: none is hidden. */
export function hiddenWords({ above, below }: Hidden): string | null {
  if (above === 0 && below === 0) return null;
  const points = (many: number): string => `${many.toLocaleString('en')} ${many === 1 ? 'point' : 'points'}`;
  if (below === 0) return `${points(above)} above`;
  if (above === 0) return `${points(below)} below`;
  return `${points(above)} above, ${below.toLocaleString('en')} below`;
}
