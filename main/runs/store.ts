import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeTime, ulid } from 'ulid';
import { messageOf } from '../base/errors.ts';
import { writeAnnotations } from './annotations.ts';
import type { Annotations } from './annotations.ts';
import type { Clock } from './clock.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { syncFolder } from '../base/durable.ts';
import { writeDurably } from './durable.ts';
import { systemCode } from '../base/system-failure.ts';
import { runsError, unreadable, unwritable } from './errors.ts';
import { encodeLine } from './event-line.ts';
import type { RunSummary } from './events.ts';
import { filesOf, isRunId, runPaths } from './paths.ts';
import type { HomePaths } from './paths.ts';
import { readRecord, writeRecord } from './record.ts';
import type { NewRun, RunRecord } from './record.ts';
import { summarize } from './summary.ts';
import type { StoredRun } from './summary.ts';
import { takeRun } from './writer.ts';

/** All runs, and what stood in the way of reading some. */
export interface RunList {
  /** The newest first. */
  readonly runs: readonly RunSummary[];
  /** A sentence for each run that cannot be read; such a run does not hide the others. */
  readonly problems: readonly string[];
}

/** Where a removed run went. */
export interface Removed {
  readonly run: string;
  /** Deleting this folder frees `sizeBytes`. */
  readonly folder: string;
  readonly sizeBytes: number;
}

/** The runs of this user: a folder each. */
export interface RunStore {
  /**
   * Makes the folder of a new run, in the state `queued`. It appears whole.
   *
   * @throws AppError `runs/unwritable`
   */
  create(plan: NewRun): Promise<StoredRun>;
  /** @throws AppError `runs/unreadable` */
  list(): Promise<RunList>;
  /**
   * @param reference - the id of a run, the beginning of one, or `latest`
   * @throws AppError `runs/bad-id`, `runs/not-found`, `runs/none`, `runs/ambiguous`, and as reading a record does
   */
  find(reference: string): Promise<StoredRun>;
  /**
   * Moves a run to the trash.
   *
   * @throws AppError `runs/locked`, `runs/unwritable`
   */
  remove(run: StoredRun): Promise<Removed>;
}

const NEW = '.new-';
/** Much longer than making a folder takes: what is older was left by a process that was killed. */
const ABANDONED_MS = 3_600_000;
const AT_ONCE = 32;

/** Opens the store in the user's folders, which are made when the first run is. */
export function openStore({ runs, trash }: HomePaths, clock: Clock = SYSTEM_CLOCK): RunStore {
  const open = async (id: string): Promise<StoredRun> => {
    const paths = runPaths(runs, id);
    return { id, paths, record: await readRecord(paths.record, id) };
  };
  return {
    async create({ splitText, annotations, ...plan }) {
      const newest = (await runIds(runs))[0];
      // A clock that was set back must not make a new run older than those before it.
      const time = Math.max(clock.now(), newest === undefined ? 0 : decodeTime(newest.toUpperCase()) + 1);
      const id = ulid(time).toLowerCase();
      const record: RunRecord = { id, ...plan, created: new Date(clock.now()).toISOString(), starts: [] };
      try {
        await makeFolder(
          { runs, record, splitText: splitText ?? null, annotations: annotations ?? null },
          clock,
        );
      } catch (error) {
        throw unwritable(runs, error);
      }
      return open(id);
    },
    async list() {
      const ids = await runIds(runs);
      const found: (RunSummary | string)[] = [];
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        const part = ids
          .slice(at, at + AT_ONCE)
          .map((id) => open(id).then((run) => summarize(run, clock.now()), messageOf));
        found.push(...(await Promise.all(part)));
      }
      return {
        runs: found.filter((one) => typeof one !== 'string'),
        problems: found.filter((one) => typeof one === 'string'),
      };
    },
    async find(reference) {
      return open(resolveReference(reference.trim().toLowerCase(), await runIds(runs), runs));
    },
    async remove(run) {
      const lock = await takeRun(run, clock);
      const folder = join(trash, run.id);
      try {
        await mkdir(trash, { recursive: true });
        await rename(run.paths.folder, folder);
      } catch (error) {
        await lock.release();
        throw unwritable(run.paths.folder, error);
      }
      await lock.release(folder);
      return { run: run.id, folder, sizeBytes: await folderSize(folder) };
    },
  };
}

/** The ids of all runs, the newest first. */
async function runIds(runs: string): Promise<readonly string[]> {
  try {
    return (await readdir(runs)).filter(isRunId).sort().reverse();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw unreadable(runs, error);
  }
}

function resolveReference(reference: string, ids: readonly string[], folder: string): string {
  if (reference === 'latest') {
    const newest = ids[0];
    if (newest === undefined) throw runsError('runs/none', { folder });
    return newest;
  }
  if (!/^[0-9a-z]{1,26}$/.test(reference)) throw runsError('runs/bad-id', { id: reference });
  const matches = ids.filter((id) => id.startsWith(reference));
  const [first, ...others] = matches;
  if (first === undefined) throw runsError('runs/not-found', { reference });
  if (others.length > 0) throw runsError('runs/ambiguous', { reference, matches });
  return first;
}

interface NewFolder {
  readonly runs: string;
  readonly record: RunRecord;
  readonly splitText: string | null;
  readonly annotations: Annotations | null;
}

async function makeFolder({ runs, record, splitText, annotations }: NewFolder, clock: Clock): Promise<void> {
  await mkdir(runs, { recursive: true });
  await sweep(runs, clock);
  const folder = join(runs, `${NEW}${record.id}`);
  const files = filesOf(folder);
  try {
    await mkdir(files.checkpoints, { recursive: true });
    if (splitText !== null) await writeDurably(files.split, [splitText]);
    if (annotations !== null) await writeAnnotations(files.annotations, annotations);
    await writeRecord(files.record, record);
    const queued = encodeLine({ seq: 0, at: clock.now(), type: 'state', state: 'queued', message: null });
    await writeDurably(files.events, [queued]);
    await rename(folder, join(runs, record.id));
    await syncFolder(runs);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Removes what was left half made. */
async function sweep(runs: string, clock: Clock): Promise<void> {
  for (const name of await readdir(runs)) {
    if (!name.startsWith(NEW)) continue;
    const folder = join(runs, name);
    const { mtimeMs } = await stat(folder);
    if (clock.now() - mtimeMs > ABANDONED_MS) await rm(folder, { recursive: true, force: true });
  }
}

async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const sizes = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? folderSize(path) : (await stat(path)).size;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
