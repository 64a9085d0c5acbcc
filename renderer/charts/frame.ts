import { lowerBound } from '../../main/base/decimate.ts';
import type { ChartClock, ChartContent } from './content.ts';
import { scaleOf, tickStep } from './scales.ts';
import type { Scale } from './scales.ts';

/** A content with the scales of its axes. */
export interface ChartFrame {
  readonly content: ChartContent;
  /** From what the series count to places, whatever x is drawn by. */
  readonly scaleX: Scale;
  /** From what x is drawn by to places: of the clock where there is one. */
  readonly countX: Scale;
  readonly scaleY: Scale;
}

/** The frame of a content. A logarithmic x begins at its first number above zero. */
export function frameOf(content: ChartContent): ChartFrame {
  const countX = scaleOf(content.scaleX ?? 'linear', () => []);
  const scaleY = scaleOf(content.scaleY ?? 'linear', () => content.series.map(({ y }) => y));
  const clock = content.clock ?? null;
  const count = (x: number): number => (clock === null ? x : clock.at(x));
  const begun = content.scaleX === 'log' ? beginAboveZero(content, count) : content;
  const scaleX = clock === null ? countX : clockScale(clock, countX, begun.extent);
  return { content: begun, scaleX, countX, scaleY };
}

function beginAboveZero(content: ChartContent, count: (x: number) => number): ChartContent {
  const [from, to] = content.extent;
  if (count(from) > 0) return content;
  const starts = content.series.flatMap(({ x }) => x.slice(0, 8).find((one) => count(one) > 0) ?? []);
  return { ...content, extent: [Math.min(...starts, to), to] };
}

/** Places by a clock, from what the series count. */
function clockScale(clock: ChartClock, count: Scale, [from, to]: ChartContent['extent']): Scale {
  const valueAt = (place: number): number => {
    const wanted = count.valueAt(place);
    return Math.min(to, Math.max(from, clock.back(wanted)));
  };
  return { place: (x) => count.place(clock.at(x)), valueAt, ticks: () => null };
}

/** An axis with its ticks, in places. */
export interface FrameAxis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

/** The axis of y around what is drawn, with ticks at both ends where nothing fixes them. */
export function axisOfY(
  { content, scaleY }: ChartFrame,
  drawn: readonly [least: number, most: number],
  wanted: number,
): FrameAxis {
  const [low, high] = fixedEnds(content, scaleY);
  const [least, most] = widened(low ?? drawn[0], high ?? drawn[1]);
  if ((content.scaleY ?? 'linear') !== 'linear') {
    const ticks = scaleY.ticks(scaleY.valueAt(least), scaleY.valueAt(most), wanted) ?? [];
    return { from: least, to: most, ticks: ticks.map((tick) => scaleY.place(tick)) };
  }
  const step = tickStep(least, most, wanted);
  // As the ticks are written: an end that differs in the last digit would have none.
  const round = (value: number): number => Number(value.toPrecision(12));
  const from = low ?? round(Math.floor(least / step + 1e-9) * step);
  const top = high ?? round(Math.ceil(most / step - 1e-9) * step);
  const highest =
    high === null && content.highest !== null && drawn[1] <= content.highest ? content.highest : top;
  return ticked(from, Math.min(top, highest), step);
}

/** The ends of y that are chosen, as places; null where one has no place. */
function fixedEnds({ rangeY }: ChartContent, scale: Scale): readonly [number | null, number | null] {
  const [low, high] = (rangeY ?? [null, null]).map((end) => {
    const place = end === null ? Number.NaN : scale.place(end);
    return Number.isFinite(place) ? place : null;
  });
  return [low ?? null, high ?? null];
}

/** Room around what has no height. */
function widened(least: number, most: number): readonly [number, number] {
  if (most > least && Number.isFinite(most - least)) return [least, most];
  const middle = Number.isFinite(least) ? least : Number.isFinite(most) ? most : 0.5;
  const room = middle === 0 ? 0.5 : 0.1 * Math.abs(middle);
  return [middle - room, middle + room];
}

/** An axis with a tick at each multiple of the step. */
export function ticked(from: number, to: number, step: number): FrameAxis {
  const first = Math.ceil(from / step - 1e-9);
  const many = Math.max(0, Math.floor(to / step + 1e-9) - first + 1);
  const ticks = Array.from({ length: many }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return { from, to, ticks };
}

/** The ticks of the part of x that is looked at, as places. */
export function ticksOfX(
  { countX, content }: ChartFrame,
  view: { readonly from: number; readonly to: number },
): readonly number[] {
  const isLinear = (content.scaleX ?? 'linear') === 'linear';
  if (isLinear) return ticked(view.from, view.to, tickStep(view.from, view.to, 5)).ticks;
  const ticks = countX.ticks(countX.valueAt(view.from), countX.valueAt(view.to), 6) ?? [];
  return ticks.map((tick) => countX.place(tick));
}

/** The positions of a series within a part of x. */
export function positionsWithin(xs: readonly number[], from: number, to: number): readonly [number, number] {
  const end = lowerBound(xs, to);
  return [lowerBound(xs, from), xs[end] === to ? end + 1 : end];
}
