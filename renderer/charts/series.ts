import { Blocks } from '../../main/base/decimate.ts';

/** One line of a chart. */
export interface ChartSeries {
  readonly name: string;
  /** A token: `--series-train`. */
  readonly colour: string;
  readonly x: readonly number[];
  readonly y: ArrayLike<number>;
  /** `ghost`: what is measured, behind its smoothed line; `points`: few values that each count. */
  readonly look: 'line' | 'ghost' | 'points';
  /** Tells lines of one colour apart; solid unless said otherwise. */
  readonly dash?: 'solid' | 'dashed' | 'dotted';
  /**
   * How often `y` was cut. Where it is said, `y` only grows but for those times, and what is known of it is kept: a line of a
   * million points is then drawn as fast as a short one.
   */
  readonly generation?: number;
  /** How many of the last numbers of `y` may still change as it grows; none unless said otherwise. */
  readonly unsettled?: number;
}

const KNOWN = new WeakMap<ArrayLike<number>, { readonly generation: number; readonly blocks: Blocks }>();

/** What is known of the numbers of a series; null: it may change anywhere. */
export function blocksOf({ y, generation, unsettled = 0 }: ChartSeries): Blocks | null {
  if (generation === undefined) return null;
  const known = KNOWN.get(y);
  if (known?.generation === generation) return known.blocks.grow(y, y.length - unsettled);
  const blocks = new Blocks().grow(y, y.length - unsettled);
  KNOWN.set(y, { generation, blocks });
  return blocks;
}
