/** What charts show, and how they look. */
import type { ScaleName } from './scales.ts';
import type { ChartSeries } from './series.ts';

/** The colours and sizes that a chart takes from the tokens of the page, or from those of paper. */
export interface ChartStyle {
  readonly text: string;
  readonly grid: string;
  readonly accent: string;
  readonly surface: string;
  readonly font: string;
  readonly fontSize: number;
  /** How thick a line is; one that lies behind is thinner. */
  readonly lineWidth: number;
  colour(token: string): string;
}

/** Another count along x than that of the series: epochs, hours. */
export interface ChartClock {
  /** `epoch`. */
  readonly unit: string;
  /** What it shows at an x of the series; ascending with it. */
  at(x: number): number;
  /** The x at which it shows a count; where it stands still, one of them. */
  back(count: number): number;
}

/** What a chart shows. */
export interface ChartContent {
  readonly series: readonly ChartSeries[];
  /** The whole extent of x; the person may look at a part of it. */
  readonly extent: readonly [from: number, to: number];
  /** What x counts: `step`. */
  readonly unitX: string;
  readonly formatY: (value: number) => string;
  /** No tick lies above; null leaves it to the data. */
  readonly highest: number | null;
  /** A vertical line at the chosen moment. */
  readonly mark: number | null;
  /** Linear unless said otherwise. */
  readonly scaleX?: Exclude<ScaleName, 'symlog'>;
  readonly scaleY?: ScaleName;
  /** What y shows; null leaves an end to the data. What lies outside is counted in words. */
  readonly rangeY?: readonly [low: number | null, high: number | null];
  /** What x is drawn by instead of what the series count; `unitX` is then its unit. */
  readonly clock?: ChartClock | null;
}

/** The part of x that is looked at, in places on its axis, and how many pixels it has. */
export interface ChartView {
  readonly from: number;
  readonly to: number;
  readonly pixels: number;
}
