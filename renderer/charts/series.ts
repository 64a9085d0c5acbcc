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
}
