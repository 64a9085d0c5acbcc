/** Which part of x a person looks at. It is remembered as numbers of the series, so that nothing that comes moves it. */
import type { ChartFrame } from './frame.ts';

/** From one number of the series to another; null: all there is, also of what comes. */
export type Look = readonly [from: number, to: number] | null;

/** A part of x, in places. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Nobody comes nearer than this share of the whole. */
const NEAREST = 1e-4;

/** The whole of x. */
export function wholeOf({ content, scaleX }: ChartFrame): Span {
  return { from: scaleX.place(content.extent[0]), to: scaleX.place(content.extent[1]) };
}

/** The part of x that is looked at. */
export function spanOf(frame: ChartFrame, look: Look): Span {
  const whole = wholeOf(frame);
  if (look === null) return whole;
  const places = look.map((x) => frame.scaleX.place(x));
  // Where a logarithm has no place, it begins.
  const [from = Number.NaN, to = Number.NaN] = places.map((place) =>
    Number.isFinite(place) ? Math.min(whole.to, Math.max(whole.from, place)) : whole.from,
  );
  return to > from ? { from, to } : whole;
}

/** A change of what is looked at. */
export interface LookChange {
  /** Below 1 comes nearer. */
  readonly factor?: number;
  /** The share of what is seen by which it moves. */
  readonly shift?: number;
  /** What stays in its place when the factor is not 1, as a share of what is seen; the middle unless said otherwise. */
  readonly around?: number;
}

/** What is looked at after a change, never outside of the whole. */
export function changed(
  frame: ChartFrame,
  look: Look,
  { factor = 1, shift = 0, around = 0.5 }: LookChange,
): Look {
  const whole = wholeOf(frame);
  const { from, to } = spanOf(frame, look);
  const width = whole.to - whole.from;
  const span = Math.min(width, Math.max(NEAREST * width, (to - from) * factor));
  if (!(span < width)) return null;
  const wanted = from + around * (to - from - span) + shift * (to - from);
  const begin = Math.min(whole.to - span, Math.max(whole.from, wanted));
  return [frame.scaleX.valueAt(begin), frame.scaleX.valueAt(begin + span)];
}
