import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { systemCode } from '../base/system-failure.ts';

/** What tells a process from every other, also from one that later gets its number. */
export interface ProcessMark {
  readonly pid: number;
  readonly host: string;
  /** Boot of the machine and start of the process; null where the system does not tell (only Linux does). */
  readonly born: string | null;
}

/** The shape of a mark in files. */
export const processMarkSchema: z.ZodType<ProcessMark> = z.object({
  pid: z.number().int().positive(),
  host: z.string(),
  born: z.string().nullable(),
});

/** The mark of this process. */
export function ownMark(): ProcessMark {
  return markOf(process.pid);
}

/** The mark of a process of this machine that runs. */
export function markOf(pid: number): ProcessMark {
  return { pid, host: hostname(), born: bornOf(pid) };
}

/** Whether that process still runs; null if it is on another machine, where one cannot look. */
export function isAlive(mark: ProcessMark): boolean | null {
  if (mark.host !== hostname()) return null;
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    // EPERM: it runs, but belongs to someone else.
    if (systemCode(error) !== 'EPERM') return false;
  }
  return process.platform !== 'linux' || bornOf(mark.pid) === mark.born;
}

function bornOf(pid: number): string | null {
  if (process.platform !== 'linux') return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold spaces; then come state (3) and start (22).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; it only waits for its parent to ask how.
    if (fields[0] === 'Z') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19] ?? ''}`;
  } catch {
    return null;
  }
}
