/** Who uses an entry of the cache, as empty files in it: `used.<pid>.<host>`, touched when the entry is opened. */
import { open, readdir, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemCode } from '../../base/system-failure.ts';

const MARK = /^used\.(\d+)\.(.+)$/;
const RECENT_MS = 10 * 60_000;
/** Whether a process of another machine still runs cannot be seen; few run for longer. */
const ELSEWHERE_MS = 7 * 24 * 3_600_000;

/** How an entry is used. */
export interface Usage {
  /** When it was last opened, in milliseconds since 1970. */
  readonly lastMs: number;
  /** Whether that was within the last minutes, so that whoever did may not have begun to read pixels. */
  readonly isRecent: boolean;
  /** Whether a process that opened it still runs, or may do so on another machine. */
  readonly isHeld: boolean;
}

/** Whether a process of this machine runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** Says that this process uses the entry, and forgets processes that have ended. @throws what the file system says */
export async function markUsed(folder: string): Promise<void> {
  const own = join(folder, `used.${String(process.pid)}.${hostname()}`);
  await (await open(own, 'a')).close();
  const now = new Date();
  await utimes(own, now, now);
  for (const { name, pid, isHere } of await marksOf(folder)) {
    if (isHere && !isRunning(pid)) await rm(join(folder, name), { force: true });
  }
}

/** How the entry is used. @throws what the file system says */
export async function usageOf(folder: string): Promise<Usage> {
  let { mtimeMs: lastMs } = await stat(folder);
  let isHeld = false;
  for (const { name, pid, isHere } of await marksOf(folder)) {
    const openedMs = await changedMs(join(folder, name));
    lastMs = Math.max(lastMs, openedMs);
    isHeld ||= isHere ? isRunning(pid) : Date.now() - openedMs < ELSEWHERE_MS;
  }
  return { lastMs, isHeld, isRecent: Date.now() - lastMs < RECENT_MS };
}

interface Mark {
  readonly name: string;
  readonly pid: number;
  /** Whether the process is one of this machine. */
  readonly isHere: boolean;
}

async function marksOf(folder: string): Promise<readonly Mark[]> {
  return (await readdir(folder)).flatMap((name) => {
    const [, pid, host] = MARK.exec(name) ?? [];
    return pid === undefined ? [] : [{ name, pid: Number(pid), isHere: host === hostname() }];
  });
}

async function changedMs(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    // Another process has just forgotten it.
    if (systemCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
