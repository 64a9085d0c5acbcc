import { z } from 'zod';
import type { ColumnName } from './log-columns.ts';

/** What can be drawn, by the table that has it. */
export const SERIES_COLUMNS = {
  /** Every step; over `step`. */
  steps: [
    'trainLoss',
    'trainAccuracy',
    'validLoss',
    'validAccuracy',
    'learningRate',
    'seconds',
    'epoch',
    'at',
  ],
  /** Means of an epoch; over the step that ended it. */
  epochs: ['trainLoss', 'trainAccuracy', 'validLoss', 'validAccuracy', 'epoch', 'at'],
  /** Over time, in milliseconds since 1970. */
  loads: ['cpu', 'machineCpu', 'memoryBytes', 'freeBytes', 'step'],
  /** Over time; a line for each GPU. */
  gpus: ['utilization', 'memoryUsedBytes', 'memoryTotalBytes', 'step'],
} as const satisfies { readonly [T in 'steps' | 'epochs' | 'loads' | 'gpus']: readonly ColumnName<T>[] };

/** The columns that can be drawn, by the table that has them. */
export type SeriesColumns = {
  readonly [T in keyof typeof SERIES_COLUMNS]: (typeof SERIES_COLUMNS)[T][number];
};

/** The name of a column, of whichever table. */
export type SeriesColumn = SeriesColumns[keyof SeriesColumns];

/** Which part of x is wanted, and how finely. */
export interface SeriesRange {
  /** Null: from the first. */
  readonly from: number | null;
  /** Null: to the last. */
  readonly to: number | null;
  /** About one a pixel; half as many as there are rows leave nothing out. */
  readonly buckets: number;
  /** The weight of a moving average over all rows, from 0 (none) to below 1. */
  readonly smoothing: number;
}

/** Which columns of which table are wanted, and which part of them. */
export type SeriesRequest = {
  readonly [T in keyof SeriesColumns]: SeriesRange & {
    readonly of: T;
    readonly columns: readonly SeriesColumns[T][];
  };
}[keyof SeriesColumns];

const range = {
  from: z.number().nullable(),
  to: z.number().nullable(),
  buckets: z.int().min(1).max(1_000_000),
  smoothing: z.number().min(0).lt(1),
};

/** A request as it comes from outside. */
export const seriesRequestSchema: z.ZodType<SeriesRequest> = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('steps'), columns: z.array(z.enum(SERIES_COLUMNS.steps)), ...range }),
  z.strictObject({ of: z.literal('epochs'), columns: z.array(z.enum(SERIES_COLUMNS.epochs)), ...range }),
  z.strictObject({ of: z.literal('loads'), columns: z.array(z.enum(SERIES_COLUMNS.loads)), ...range }),
  z.strictObject({ of: z.literal('gpus'), columns: z.array(z.enum(SERIES_COLUMNS.gpus)), ...range }),
]);
