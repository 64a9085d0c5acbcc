/** What a watchdog leaves in the run's folder before it ends a trainer that hangs. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import type { AppError } from '../../base/errors.ts';
import { systemCode } from '../../base/system-failure.ts';
import { runsError, unreadable } from '../errors.ts';

/** What was seen. */
export interface HangNote {
  /** The id of the run. */
  readonly run: string;
  /** When it was written, in milliseconds since 1970. */
  readonly at: number;
  /** How long nothing had moved by then. */
  readonly quietMs: number;
  /** The last step that was finished. */
  readonly step: number;
  /** Whether a step was being computed. */
  readonly isComputing: boolean;
}

const noteSchema: z.ZodType<HangNote> = z.object({
  run: z.string(),
  at: z.number(),
  quietMs: z.number().nonnegative(),
  step: z.int().nonnegative(),
  isComputing: z.boolean(),
});

/** Writes a note, to the disk, at once: the process ends next. */
export function writeHangNote(path: string, note: HangNote): void {
  const temporary = `${path}.tmp-${process.pid}`;
  const file = openSync(temporary, 'w');
  try {
    writeSync(file, JSON.stringify(note));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

/** The note in a run's folder; null if there is none that can be understood. */
export async function readHangNote(path: string): Promise<HangNote | null> {
  try {
    const parsed = noteSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || error instanceof SyntaxError) return null;
    throw unreadable(path, error);
  }
}

/** Removes the note, once the log says it. */
export async function removeHangNote(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** The note as an error of the run. */
export function hungError({ at, quietMs, ...note }: HangNote): AppError {
  const since = new Date(at - quietMs).toISOString();
  return runsError('runs/hung', { ...note, minutes: quietMs / 60_000, since });
}
