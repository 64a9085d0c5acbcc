import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeTime, ulid } from 'ulid';
import { syncFolder } from '../base/durable.ts';
import { AppError } from '../base/errors.ts';
import { systemCode } from '../base/system-failure.ts';
import { writeAnnotations } from './annotations.ts';
import type { Annotations } from './annotations.ts';
import { openCatalog, runIds } from './catalog/catalog.ts';
import type { Catalog, OnProgress, RunList } from './catalog/catalog.ts';
import type { RunQuery } from './catalog/query.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import type { Clock } from './clock.ts';
import { writeDurably } from './durable.ts';
import { runsError, unwritable } from './errors.ts';
import { encodeLine } from './event-line.ts';
import { writeBeginning } from './fork.ts';
import type { Beginning } from './fork.ts';
import { holderOf } from './lock.ts';
import type { Lock } from './lock.ts';
import type { NewRun } from './new-run.ts';
import { filesOf, isRunId, runPaths } from './paths.ts';
import type { HomePaths } from './paths.ts';
import { readRecord, writeRecord } from './record.ts';
import type { RunRecord } from './record.ts';
import { isGone } from './summary.ts';
import type { StoredRun } from './summary.ts';
import { folderSize, moveToTrash, openTrash } from './trash.ts';
import type { Trash } from './trash.ts';
import { takeRun } from './writer.ts';

/** Where a removed run went. */
export interface Removed {
  readonly run: string;
  /** Deleting this folder frees `sizeBytes`. */
  readonly folder: string;
  readonly sizeBytes: number;
}

/** Where a run lies. */
export type RunPlace = Pick<StoredRun, 'id' | 'paths'>;

/** The runs of this user: a folder each. */
export interface RunStore {
  /**
   * Makes the folder of a new run, in the state `queued`. It appears whole.
   *
   * @throws AppError `runs/unwritable`
   */
  create(plan: NewRun): Promise<StoredRun>;
  /**
   * The runs that are asked for; all of them, the newest first, if nothing is.
   *
   * @param onProgress - told of runs that must be read because the index does not know them as they are
   * @throws AppError `runs/unreadable`
   */
  list(query?: RunQuery, onProgress?: OnProgress): Promise<RunList>;
  /**
   * @param reference - the id of a run, the beginning of one, or `latest`
   * @throws AppError `runs/bad-id`, `runs/not-found`, `runs/none`, `runs/ambiguous`, and as reading a record does
   */
  find(reference: string): Promise<StoredRun>;
  /**
   * Where a run lies, be its record readable or not.
   *
   * @param reference - as for `find`
   * @throws AppError `runs/bad-id`, `runs/not-found`, `runs/none`, `runs/ambiguous`
   */
  locate(reference: string): Promise<RunPlace>;
  /**
   * Moves a run to the trash.
   *
   * @throws AppError `runs/locked`, `runs/unwritable`
   */
  remove(run: RunPlace): Promise<Removed>;
  readonly trash: Trash;
  /** All runs as a whole: what changed, which experiments there are. */
  readonly catalog: Omit<Catalog, 'list'>;
}

const NEW = '.new-';
const FULL: readonly string[] = ['ENOSPC', 'EDQUOT'];
/** Much longer than making a folder takes: what is older was left by a process that was killed. */
const ABANDONED_MS = 3_600_000;

/** Opens the store in the user's folders, which are made when the first run is. */
export function openStore({ runs, trash, index }: HomePaths, clock: Clock = SYSTEM_CLOCK): RunStore {
  const open = async (id: string): Promise<StoredRun> => {
    const paths = runPaths(runs, id);
    return { id, paths, record: await readRecord(paths.record, id) };
  };
  const locate = async (reference: string): Promise<RunPlace> => {
    const wanted = reference.trim().toLowerCase();
    const isWhole = isRunId(wanted) && existsSync(runPaths(runs, wanted).folder);
    const id = isWhole ? wanted : resolveReference(wanted, await runIds(runs), runs);
    return { id, paths: runPaths(runs, id) };
  };
  const catalog = openCatalog({ runs, index, clock });
  return {
    async create({ splitText, annotations, beginning, ...plan }) {
      const newest = (await runIds(runs))[0];
      // A clock that was set back must not make a new run older than those before it.
      const time = Math.max(clock.now(), newest === undefined ? 0 : decodeTime(newest.toUpperCase()) + 1);
      const id = ulid(time).toLowerCase();
      const record: RunRecord = { ...plan, id, created: new Date(clock.now()).toISOString(), starts: [] };
      try {
        await makeFolder(
          {
            runs,
            record,
            splitText: splitText ?? null,
            annotations: annotations ?? null,
            beginning: beginning ?? null,
          },
          clock,
        );
      } catch (error) {
        throw unwritable(runs, error);
      }
      return open(id);
    },
    list: (query = {}, onProgress) => catalog.list(query, onProgress),
    find: async (reference) => open((await locate(reference)).id),
    locate,
    async remove({ id, paths }) {
      const sizeBytes = await folderSize(paths.folder);
      const lock = await rightToRemove({ id, paths }, clock);
      try {
        const folder = await moveToTrash({ runs, trash }, { run: id, sizeBytes, now: clock.now() });
        await lock?.release(folder);
        return { run: id, folder, sizeBytes };
      } catch (error) {
        await lock?.release();
        throw error;
      }
    },
    trash: openTrash({ runs, trash }),
    catalog,
  };
}

/**
 * The sole right to write a run. Null on a full disk, where nobody can take it: removing runs is what helps there.
 *
 * @throws AppError `runs/locked`, `runs/unwritable`
 */
async function rightToRemove(run: RunPlace, clock: Clock): Promise<Lock | null> {
  try {
    return await takeRun(run, clock);
  } catch (error) {
    const isFull = error instanceof AppError && FULL.includes(systemCode(error.cause) ?? '');
    const holder = isFull ? await holderOf(run.paths.folder) : null;
    if (!isFull || (holder !== null && !isGone(run.paths, holder, clock.now()))) throw error;
    return null;
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
  readonly beginning: Beginning | null;
}

async function makeFolder(
  { runs, record, splitText, annotations, beginning }: NewFolder,
  clock: Clock,
): Promise<void> {
  await mkdir(runs, { recursive: true });
  await sweep(runs, clock);
  const folder = join(runs, `${NEW}${record.id}`);
  const files = filesOf(folder);
  try {
    await mkdir(files.checkpoints, { recursive: true });
    if (splitText !== null) await writeDurably(files.split, [splitText]);
    if (annotations !== null) await writeAnnotations(files.annotations, annotations);
    await writeRecord(files.record, record);
    const queued = { at: clock.now(), type: 'state', state: 'queued', message: null } as const;
    if (beginning === null) await writeDurably(files.events, [encodeLine({ seq: 0, ...queued })]);
    else await writeBeginning(files, beginning, queued);
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
