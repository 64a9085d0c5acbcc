/** Where caches of series lie: beside the folder of runs, so that runs stay as they are, and nothing is lost with a cache. */
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemCode } from '../../base/system-failure.ts';
import type { StoredRun } from '../summary.ts';
import { readCache, UNFINISHED, writeCache } from './cache-file.ts';
import type { Cached } from './cache-file.ts';

/** Twenty runs of a million steps. */
const MOST_BYTES = 2 * 2 ** 30;
/** A shorter log is read in 50 ms. */
const LEAST_LOG_BYTES = 4 << 20;
/** Much longer than writing a cache takes: what is older was left by a process that was killed. */
const ABANDONED_MS = 3_600_000;
const ENDING = '.series';

/** The cache of a run's series. */
export interface SeriesCache {
  /** A log is worth it from this length on. */
  readonly leastLogBytes: number;
  /** Null where there is none that can be used. */
  read(): Promise<Cached | null>;
  /** Whether it could be written. Caches of runs that are gone are removed, and the oldest if all take too much. */
  write(cached: Cached): Promise<boolean>;
}

/** How much is kept in caches. */
export interface CacheLimits {
  readonly leastLogBytes: number;
  /** Of all caches together. */
  readonly mostBytes: number;
}

const LIMITS: CacheLimits = { leastLogBytes: LEAST_LOG_BYTES, mostBytes: MOST_BYTES };

/** The cache of that run. */
export function seriesCache({ id, paths }: StoredRun, limits: CacheLimits = LIMITS): SeriesCache {
  const { leastLogBytes, mostBytes } = limits;
  const folder = join(dirname(dirname(paths.folder)), 'cache', 'series');
  const path = join(folder, `${id}${ENDING}`);
  return {
    leastLogBytes,
    async read() {
      const cached = await readCache(path);
      // What was of use is not the oldest; where that cannot be noted, it is only removed earlier.
      if (cached !== null) await utimes(path, new Date(), new Date()).catch(() => undefined);
      return cached;
    },
    async write(cached) {
      try {
        await mkdir(folder, { recursive: true });
        await writeCache(path, cached);
        await trim({ folder, runs: dirname(paths.folder), own: path, mostBytes });
        return true;
      } catch {
        // A full disk, or a folder that may not be written: without a cache all is as right, and slower.
        return false;
      }
    },
  };
}

interface Trimming {
  readonly folder: string;
  readonly runs: string;
  /** The cache that was just written. */
  readonly own: string;
  readonly mostBytes: number;
}

async function trim({ folder, runs, own, mostBytes }: Trimming): Promise<void> {
  const kept: { readonly path: string; readonly size: number; readonly mtimeMs: number }[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const file = await statOf(path);
    if (file === null) continue;
    const isOver = UNFINISHED.test(name)
      ? Date.now() - file.mtimeMs > ABANDONED_MS
      : path !== own && !existsSync(join(runs, basename(name, ENDING)));
    if (isOver) await rm(path, { force: true });
    else if (path !== own) kept.push({ path, ...file });
  }
  let total = kept.reduce((sum, { size }) => sum + size, (await statOf(own))?.size ?? 0);
  for (const { path, size } of kept.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (total <= mostBytes) return;
    await rm(path, { force: true });
    total -= size;
  }
}

/** Another process may remove it meanwhile. */
async function statOf(path: string): Promise<{ readonly size: number; readonly mtimeMs: number } | null> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { size, mtimeMs };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}
