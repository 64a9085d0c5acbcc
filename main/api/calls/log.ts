/** What a run's process printed, and the states of it that are kept. */
import { z } from 'zod';
import type { HandlersOf } from './call.ts';
import { count, oneRun, runName } from './parts.ts';

/** A part of what the process of a run printed: whole lines, as far as they are whole. */
export interface PrintedPart {
  readonly text: string;
  /** Where this part begins, in bytes. */
  readonly from: number;
  /** Where the next part begins, in bytes. */
  readonly next: number;
  /** How much there is in all, in bytes. */
  readonly sizeBytes: number;
}

/** A checkpoint that is on the disk. */
export interface SavedState {
  readonly step: number;
  readonly sizeBytes: number;
}

/** The requests. */
export const LOG_CALLS = {
  /** What the process of a run printed, from a byte on; null: the last megabyte of it. */
  'runs.printed': z.strictObject({ run: runName, from: count.nullable() }),
  /** The checkpoints that are kept of a run. */
  'runs.saved': oneRun,
} as const;

/** The answers. */
export interface LogAnswers {
  readonly 'runs.printed': PrintedPart;
  /** The newest first. */
  readonly 'runs.saved': readonly SavedState[];
}

/** Reads what lies beside the log of a run. A run that does not exist is an AppError `runs/...`. */
export interface LogReader {
  printed(run: string, from: number | null): Promise<PrintedPart>;
  saved(run: string): Promise<readonly SavedState[]>;
}

/** What each call does. */
export const LOG_HANDLERS: HandlersOf<typeof LOG_CALLS, LogAnswers, { readonly logs: LogReader }> = {
  'runs.printed': ({ run, from }, { logs }) => logs.printed(run, from),
  'runs.saved': ({ run }, { logs }) => logs.saved(run),
};
