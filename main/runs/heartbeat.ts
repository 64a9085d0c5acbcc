import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { systemCode } from '../base/system-failure.ts';
import { unwritable } from './errors.ts';
import { ownMark, processMarkSchema } from './process-mark.ts';
import type { ProcessMark } from './process-mark.ts';
import { oomKillsSchema } from './watch/oom-kills.ts';
import type { OomKills } from './watch/oom-kills.ts';

/** How often a trainer gives a sign of life. */
export const HEARTBEAT_MS = 2_000;
/** A trainer on another machine that gave no sign for so long counts as lost: a step may take minutes, and clocks differ. */
export const SILENCE_MS = 10 * 60_000;
/** Who took a run's lock so recently may not have given a sign yet: much longer than that takes, as clocks differ. */
export const FIRST_BEAT_MS = 60_000;

/** The last sign of life of a trainer. */
export interface Heartbeat {
  readonly mark: ProcessMark;
  /** Milliseconds since 1970, by the trainer's clock. */
  readonly at: number;
  /** How often the system had killed for lack of memory when the trainer began; null or left out: it does not tell. */
  readonly oom?: OomKills | null;
}

const heartbeatSchema: z.ZodType<Heartbeat> = z.object({
  mark: processMarkSchema,
  at: z.number(),
  oom: oomKillsSchema.nullable().exactOptional(),
});

/** Gives a sign of life. Quick: a small file, not synced, as it means nothing after a power cut. */
export function beat(path: string, at: number, oom: OomKills | null = null): void {
  const temporary = `${path}.tmp-${process.pid}`;
  try {
    writeFileSync(temporary, JSON.stringify({ mark: ownMark(), at, oom } satisfies Heartbeat));
    renameSync(temporary, path);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** The last sign of life; null if there was none. */
export function lastBeat(path: string): Heartbeat | null {
  try {
    const parsed = heartbeatSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}
