import { lowerBound } from '../../main/base/decimate.ts';
import type { ChartContent } from '../charts/options.ts';
import type { ScaleName } from '../charts/scales.ts';
import type { ChartSeries } from '../charts/series.ts';
import { DEFAULT_SMOOTHING, smoothedSeries } from '../charts/smoothed.ts';
import type { SmoothedLook } from '../charts/smoothed.ts';
import type { RunLog } from '../stores/run-log.ts';
import { hasNumbers, powerColumn, scaledColumn } from './grown.ts';

/** What a curve is of. */
export type Measure = 'loss' | 'accuracy' | 'perplexity';

/** What the images are that the weights are not trained on: a search's other half, or a training's test images. */
export type HeldOut = 'valid' | 'test';

/** Which curves of a run. */
export interface CurveChoice {
  readonly measure: Measure;
  readonly heldOut: HeldOut;
  readonly smoothing?: SmoothedLook;
}

const DEFAULT_LOOK: SmoothedLook = { smoothing: DEFAULT_SMOOTHING, ghost: true };

/** One line of the legend: what it is now, or at the pointer. */
export interface Reading {
  readonly name: string;
  readonly colour: string;
  readonly value: number;
}

const COLOURS = { train: '--series-train', valid: '--series-valid' } as const;

/**
 * The lines of a measure: every step, faint, under its smoothed line, and what was measured after an epoch as points. Smoothing
 * is over all steps, before anything is left out for drawing.
 */
export function seriesOf(
  log: RunLog,
  { measure, heldOut, smoothing = DEFAULT_LOOK }: CurveChoice,
): readonly ChartSeries[] {
  const { columns, epochs } = log;
  const { scale, of } = MEASURES[measure];
  const shown = (column: readonly number[]): readonly number[] =>
    measure === 'perplexity' ? powerColumn(log, column) : scaledColumn(log, column, scale);
  const train = shown(of === 'loss' ? columns.trainLoss : columns.trainAccuracy);
  const valid = shown(of === 'loss' ? columns.validLoss : columns.validAccuracy);
  const perStep = (name: string, colour: string, y: readonly number[]): readonly ChartSeries[] =>
    smoothedSeries({ name, colour, x: columns.step, y, generation: log.generation }, smoothing);
  const lines = perStep('train', COLOURS.train, train);
  if (hasNumbers(log, valid)) return [...lines, ...perStep(heldOut, COLOURS.valid, valid)];
  const rows = epochs.filter((row) => row.valid !== null);
  if (rows.length === 0) return lines;
  const x = rows.map(({ step }) => step);
  const y = rows.map((row) => {
    const value = row.valid?.[of] ?? Number.NaN;
    return measure === 'perplexity' ? Math.exp(value) : value * scale;
  });
  return [...lines, { name: heldOut, colour: COLOURS.valid, x, y, look: 'points' }];
}

/** A log as it is now, of the same numbers for ever. */
export function stillOf(log: RunLog): RunLog {
  const { seq, step, trainLoss, trainAccuracy, validLoss, validAccuracy, learningRate, seconds } =
    log.columns;
  return {
    ...log,
    columns: {
      seq: seq.slice(),
      step: step.slice(),
      trainLoss: trainLoss.slice(),
      trainAccuracy: trainAccuracy.slice(),
      validLoss: validLoss.slice(),
      validAccuracy: validAccuracy.slice(),
      learningRate: learningRate.slice(),
      seconds: seconds.slice(),
    },
  };
}

/** What the lines say at `x`, or at their end for null: the last value at or before it. */
export function readingsOf(series: readonly ChartSeries[], x: number | null): readonly Reading[] {
  return series
    .filter(({ look }) => look !== 'ghost')
    .flatMap(({ name, colour, x: xs, y }) => {
      const from = x === null ? xs.length : lowerBound(xs, x);
      // The last at or before it.
      const at = xs[from] === x ? from : from - 1;
      const value = y[at];
      return value === undefined || !Number.isFinite(value) ? [] : [{ name, colour, value }];
    });
}

/** How a measure is worded and drawn. */
interface MeasureLooks {
  readonly title: string;
  /** Null: it has none. */
  readonly unit: string | null;
  /** Which recorded number it is made of. */
  readonly of: 'loss' | 'accuracy';
  /** From that to the unit. */
  readonly scale: number;
  readonly format: (value: number) => string;
  readonly axis: ChartContent['formatY'];
  readonly highest: number | null;
  /** How it is drawn until somebody chooses. */
  readonly scaleY: ScaleName;
}

/** `Loss (nats)`, `Perplexity`: beside an axis. */
export const axisTitle = ({ title, unit }: Pick<MeasureLooks, 'title' | 'unit'>): string =>
  unit === null ? title : `${title} (${unit})`;

/** Words and numbers of a measure. */
export const MEASURES: Readonly<Record<Measure, MeasureLooks>> = {
  loss: {
    title: 'Loss',
    unit: 'nats',
    of: 'loss',
    scale: 1,
    format: (value) => value.toFixed(3),
    axis: String,
    highest: null,
    scaleY: 'linear',
  },
  accuracy: {
    title: 'Accuracy',
    unit: '%',
    of: 'accuracy',
    scale: 100,
    format: (value) => `${value.toFixed(1)} %`,
    axis: String,
    highest: 100,
    scaleY: 'linear',
  },
  perplexity: {
    title: 'Perplexity',
    unit: null,
    of: 'loss',
    scale: 1,
    format: (value) => value.toFixed(1),
    axis: String,
    highest: null,
    // It falls from thousands to hundreds.
    scaleY: 'log',
  },
};
