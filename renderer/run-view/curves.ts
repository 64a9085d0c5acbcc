import { lowerBound } from '../../main/base/decimate.ts';
import type { ChartContent } from '../charts/options.ts';
import type { ChartSeries } from '../charts/series.ts';
import type { RunLog } from '../stores/run-log.ts';
import { averageColumn, scaledColumn } from './grown.ts';

/** What a curve is of. */
export type Measure = 'loss' | 'accuracy';

/** What the images are that the weights are not trained on: a search's other half, or a training's test images. */
export type HeldOut = 'valid' | 'test';

/** The weight of the moving average that is drawn over the steps. */
export const SMOOTHING = 0.9;

/** One line of the legend: what it is now, or at the pointer. */
export interface Reading {
  readonly name: string;
  readonly colour: string;
  readonly value: number;
}

const COLOURS = { train: '--series-train', valid: '--series-valid' } as const;

/**
 * The lines of a measure: every step, faint, under its moving average, and what was measured after an epoch as points. The averages
 * are over all steps, before anything is left out for drawing.
 */
export function seriesOf(log: RunLog, measure: Measure, heldOut: HeldOut): readonly ChartSeries[] {
  const { columns, epochs } = log;
  const scale = MEASURES[measure].scale;
  const train = scaledColumn(log, measure === 'loss' ? columns.trainLoss : columns.trainAccuracy, scale);
  const valid = scaledColumn(log, measure === 'loss' ? columns.validLoss : columns.validAccuracy, scale);
  const perStep = (name: string, colour: string, y: readonly number[]): ChartSeries[] => [
    { name, colour, x: columns.step, y, look: 'ghost' },
    { name, colour, x: columns.step, y: averageColumn(log, y, SMOOTHING), look: 'line' },
  ];
  const lines = perStep('train', COLOURS.train, train);
  if (valid.some(Number.isFinite)) return [...lines, ...perStep(heldOut, COLOURS.valid, valid)];
  const rows = epochs.filter((row) => row.valid !== null);
  if (rows.length === 0) return lines;
  const x = rows.map(({ step }) => step);
  const y = rows.map((row) => (row.valid?.[measure] ?? Number.NaN) * scale);
  return [...lines, { name: heldOut, colour: COLOURS.valid, x, y, look: 'points' }];
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
  readonly unit: string;
  /** From what is recorded to the unit. */
  readonly scale: number;
  readonly format: (value: number) => string;
  readonly axis: ChartContent['formatY'];
  readonly highest: number | null;
}

/** Words and numbers of a measure. */
export const MEASURES: Readonly<Record<Measure, MeasureLooks>> = {
  loss: {
    title: 'Loss',
    unit: 'nats',
    scale: 1,
    format: (value) => value.toFixed(3),
    axis: String,
    highest: null,
  },
  accuracy: {
    title: 'Accuracy',
    unit: '%',
    scale: 100,
    format: (value) => `${value.toFixed(1)} %`,
    axis: String,
    highest: 100,
  },
};
