/** What the cache holds, for a person. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { systemCode } from '../../base/system-failure.ts';
import { asUnreadable } from '../data-file.ts';
import { bytesIn, namesIn, removeAbandoned, removeEntry } from './housekeeping.ts';
import { usageOf } from './usage.ts';

/** A decoded data set in the cache. */
export interface CachedSet {
  /** What the set calls itself; null: its entry is damaged. */
  readonly name: string | null;
  readonly key: string;
  readonly bytes: number;
  /** ISO 8601, UTC. */
  readonly lastUsed: string;
  /** Whether a process that has it open runs, or may run on another machine. */
  readonly isInUse: boolean;
}

/** The folder of the cache in the user's data folder. */
export const cacheFolder = (dataDir: string): string => join(dataDir, 'cache');

/** What the cache holds, the latest used first. @throws AppError `data/unreadable` */
export async function cacheContents(dataDir: string): Promise<readonly CachedSet[]> {
  const folder = cacheFolder(dataDir);
  const sets: CachedSet[] = [];
  for (const key of await keysIn(folder)) {
    try {
      const entry = join(folder, key);
      const { lastMs, isHeld } = await usageOf(entry);
      const bytes = await bytesIn(entry);
      const name = await nameIn(entry);
      sets.push({ name, key, bytes, lastUsed: new Date(lastMs).toISOString(), isInUse: isHeld });
    } catch (error) {
      // Another process has just taken it away.
      if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'ENOTDIR')
        throw asUnreadable(folder, error);
    }
  }
  return sets.sort((a, b) => b.lastUsed.localeCompare(a.lastUsed));
}

/** Takes away all that no running process has open, and what killed ones left. @returns what was taken away @throws AppError `data/unreadable` */
export async function clearCache(dataDir: string): Promise<readonly CachedSet[]> {
  const folder = cacheFolder(dataDir);
  const removed = (await cacheContents(dataDir)).filter(({ isInUse }) => !isInUse);
  try {
    for (const { key } of removed) await removeEntry(folder, key);
    await removeAbandoned(folder);
  } catch (error) {
    throw asUnreadable(folder, error);
  }
  return removed;
}

async function keysIn(folder: string): Promise<readonly string[]> {
  try {
    return (await namesIn(folder)).filter((name) => !name.startsWith('.'));
  } catch (error) {
    throw asUnreadable(folder, error);
  }
}

const entrySchema = z.object({ entry: z.object({ name: z.string() }) });

async function nameIn(entry: string): Promise<string | null> {
  try {
    return entrySchema.parse(JSON.parse(await readFile(join(entry, 'entry.json'), 'utf8'))).entry.name;
  } catch {
    return null; // Damaged: it takes its place all the same, and is never served.
  }
}
