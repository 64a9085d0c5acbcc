/**
 * The right to write a run. Its holder is the process named in the lock file with the highest number: a dead holder's lock is
 * not removed but outbid by the next number, which the file system gives to one process only.
 */
import { open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../base/system-failure.ts';
import { unwritable } from './errors.ts';
import { isAlive, ownMark, processMarkSchema } from './process-mark.ts';
import type { ProcessMark } from './process-mark.ts';

const NAME = /^lock\.(\d+)$/;
/** A file without a readable mark is being written just now, unless it is older than this. */
const UNWRITTEN_MS = 10_000;

/** Who holds the lock of a run. */
export interface Holder {
  readonly mark: ProcessMark;
  /** Whether the process runs; null if it is on another machine. */
  readonly isAlive: boolean | null;
}

/** A lock that this process holds. */
export interface Lock {
  /** @param movedTo - where the folder is now, if it was moved meanwhile */
  release(movedTo?: string): Promise<void>;
}

/** The holder of the lock in `folder`; null if nobody has taken it. */
export async function holderOf(folder: string): Promise<Holder | null> {
  const generation = (await generations(folder))[0];
  return generation === undefined ? null : readHolder(folder, generation);
}

/**
 * Takes the lock in `folder`.
 *
 * @param mayReplace - whether a holder may be outbid; asked only of one that is not known to be alive
 * @returns the lock, or the live holder
 * @throws AppError `runs/unwritable`
 */
export async function takeLock(
  folder: string,
  mayReplace: (holder: Holder) => Promise<boolean>,
): Promise<{ readonly lock: Lock } | { readonly holder: Holder }> {
  for (;;) {
    const highest = (await generations(folder))[0] ?? 0;
    const holder = highest === 0 ? null : await readHolder(folder, highest);
    if (holder !== null && (holder.isAlive === true || !(await mayReplace(holder)))) return { holder };
    const own = highest + 1;
    if (!(await create(folder, own))) continue;
    const [first = 0, ...others] = await generations(folder);
    if (first === own) {
      await Promise.all(others.map((generation) => remove(folder, generation)));
      return { lock: { release: (movedTo = folder) => remove(movedTo, own) } };
    }
    // Somebody outbid us between looking and bidding: look again.
    await remove(folder, own);
  }
}

async function generations(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

async function create(folder: string, generation: number): Promise<boolean> {
  const path = fileOf(folder, generation);
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(JSON.stringify(ownMark()));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    // Without its mark, as on a full disk, the file would hold everyone up.
    await rm(path, { force: true });
    throw unwritable(path, error);
  }
}

async function readHolder(folder: string, generation: number): Promise<Holder | null> {
  const path = fileOf(folder, generation);
  try {
    const parsed = processMarkSchema.safeParse(markIn(await readFile(path, 'utf8')));
    if (parsed.success) return { mark: parsed.data, isAlive: isAlive(parsed.data) };
    const { mtimeMs } = await stat(path);
    const isFresh = Math.abs(Date.now() - mtimeMs) < UNWRITTEN_MS;
    return { mark: { pid: 0, host: 'this machine', born: null }, isAlive: isFresh };
  } catch (error) {
    // Released while we looked.
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function markIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function remove(folder: string, generation: number): Promise<void> {
  await rm(fileOf(folder, generation), { force: true });
}

function fileOf(folder: string, generation: number): string {
  return join(folder, `lock.${generation}`);
}
