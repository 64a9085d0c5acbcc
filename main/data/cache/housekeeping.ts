/** Keeps the cache below its size, and free of what dead processes left. */
import { readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemCode } from '../../base/system-failure.ts';
import { isRunning, usageOf } from './usage.ts';
import type { Usage } from './usage.ts';

/** Folders that are being written or taken away: `.making.<pid>.<random>.<host>`, `.removing. ...`. */
const PASSING = /^\.(?:making|removing)\.(\d+)\.[^.]+\.(.+)$/;
/** What another machine left is known by its age alone. */
const ABANDONED_MS = 24 * 3_600_000;
/** Left free on a disk that other things need too. */
const RESERVED_BYTES = 2 ** 30;

/** A name for a folder that is being written or taken away by this process. */
export const passingName = (what: 'making' | 'removing'): string =>
  `.${what}.${String(process.pid)}.${Math.random().toString(36).slice(2)}.${hostname()}`;

interface Kept extends Usage {
  readonly name: string;
  readonly bytes: number;
}

/** What an entry that is being made needs. */
export interface Need {
  /** Most that all entries may take. */
  readonly capBytes: number;
  /** Of the whole entry. */
  readonly bytes: number;
  /** How much of that is on the disk already. */
  readonly writtenBytes: number;
}

/**
 * Makes room for an entry: takes others away, first the one that was not used for the longest time. What a process has open stays,
 * since it may read pixels of it at any time, and what was opened in the last minutes.
 *
 * @returns whether there is room; if there cannot be, nothing is taken away
 * @throws what the file system says
 */
export async function makeRoom(folder: string, { capBytes, bytes, writtenBytes }: Need): Promise<boolean> {
  const kept = await keptIn(folder);
  const { bavail, bsize } = await statfs(folder);
  let over = Math.max(total(kept) + bytes - capBytes, bytes - writtenBytes + RESERVED_BYTES - bavail * bsize);
  const order = kept
    .filter(({ isRecent, isHeld }) => !isRecent && !isHeld)
    .sort((a, b) => a.lastMs - b.lastMs);
  if (over > total(order)) return false;
  for (const entry of order) {
    if (over <= 0) break;
    await removeEntry(folder, entry.name);
    over -= entry.bytes;
  }
  return true;
}

/** Takes an entry away in one step, as others see it. @throws what the file system says */
export async function removeEntry(folder: string, name: string): Promise<void> {
  const passing = join(folder, passingName('removing'));
  try {
    await rename(join(folder, name), passing);
  } catch (error) {
    // Another process was faster.
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  await rm(passing, { recursive: true, force: true });
}

const total = (entries: readonly Kept[]): number => entries.reduce((sum, { bytes }) => sum + bytes, 0);

async function keptIn(folder: string): Promise<readonly Kept[]> {
  const kept: Kept[] = [];
  for (const name of await readdir(folder)) {
    if (name.startsWith('.')) continue;
    try {
      const entry = join(folder, name);
      kept.push({ name, bytes: await bytesIn(entry), ...(await usageOf(entry)) });
    } catch (error) {
      // Taken away by another process, or no folder and so none of ours.
      if (!['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) throw error;
    }
  }
  return kept;
}

/** Bytes that an entry takes. @throws what the file system says */
export async function bytesIn(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map((name) => sizeAt(join(folder, name)));
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

async function sizeAt(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    // The mark of a process that has ended: another has just forgotten it.
    if (systemCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

/** What is in the folder of a cache; nothing where there is none. @throws what else the file system says */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Takes away what processes left that have ended. @throws what the file system says */
export async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const [, pid, host] = PASSING.exec(name) ?? [];
    if (pid === undefined) continue;
    const path = join(folder, name);
    const isAbandoned = host === hostname() ? !isRunning(Number(pid)) : await isOld(path);
    if (isAbandoned) await rm(path, { recursive: true, force: true });
  }
}

async function isOld(folder: string): Promise<boolean> {
  try {
    const times = [folder, ...(await readdir(folder)).map((name) => join(folder, name))].map(
      async (path) => (await stat(path)).mtimeMs,
    );
    return Date.now() - Math.max(...(await Promise.all(times))) > ABANDONED_MS;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}
