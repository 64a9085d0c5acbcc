/**
 * The right to write a run. Its holder is the process named in the lock file with the highest number: a dead holder's lock is
 * not removed but outbid by the next number, which the file system gives to one process only.
 */
import { randomInt } from 'node:crypto';
import { link, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
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
  /** When it took the lock, in milliseconds since 1970, by the clock of the file system. */
  readonly since: number;
}

/** A lock that this process holds. */
export interface Lock {
  /** @param movedTo - where the folder is now, if it was moved meanwhile */
  release(movedTo?: string): Promise<void>;
}

/** The holder of the lock in `folder`; null if nobody has taken it. */
export async function holderOf(folder: string): Promise<Holder | null> {
  const holders: Holder[] = [];
  for (const generation of await generations(folder)) {
    const holder = await readHolder(folder, generation);
    if (holder?.isAlive === true) return holder;
    if (holder !== null) holders.push(holder);
  }
  return holders[0] ?? null;
}

/** Whether a holder may be outbid; asked only of one that is not known to be alive. */
type MayReplace = (holder: Holder) => Promise<boolean>;

/**
 * Takes the lock in `folder`.
 *
 * @param mayReplace - whether a holder may be outbid; asked only of one that is not known to be alive
 * @returns the lock, or the live holder
 * @throws AppError `runs/unwritable`
 */
export async function takeLock(
  folder: string,
  mayReplace: MayReplace,
): Promise<{ readonly lock: Lock } | { readonly holder: Holder }> {
  for (;;) {
    const found = await generations(folder);
    const holder = await firstHolder(folder, found, mayReplace);
    if (holder !== null) return { holder };
    const own = (found[0] ?? 0) + 1;
    if (!(await create(folder, own))) continue;
    const [first = 0, ...others] = await generations(folder);
    // A lower number is not always an older one: when the lock was released while we looked, numbering began anew, and who has
    // taken it since must not be robbed of it.
    if (first === own && (await firstHolder(folder, others, mayReplace)) === null) {
      await Promise.all(others.map((generation) => remove(folder, generation)));
      return { lock: { release: (movedTo = folder) => remove(movedTo, own) } };
    }
    // Somebody bid between our looking and our bidding: look again.
    await remove(folder, own);
  }
}

/** Of these numbers the first whose holder may not be outbid; null if all may. */
async function firstHolder(
  folder: string,
  numbers: readonly number[],
  mayReplace: MayReplace,
): Promise<Holder | null> {
  for (const generation of numbers) {
    const holder = await readHolder(folder, generation);
    if (holder !== null && (holder.isAlive === true || !(await mayReplace(holder)))) return holder;
  }
  return null;
}

async function generations(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

/** File systems of other systems, and some over a network, have no second names for files. */
const NO_LINKS: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/**
 * It appears with its mark: without one, as a process leaves it that is killed while it writes, or a full disk, it would hold everyone
 * up.
 */
async function create(folder: string, generation: number): Promise<boolean> {
  const path = fileOf(folder, generation);
  const temporary = `${path}.tmp-${process.pid}-${randomInt(2 ** 40)}`;
  const mark = JSON.stringify(ownMark());
  try {
    await writeFile(temporary, mark);
    await link(temporary, path).catch((error: unknown) => {
      if (!NO_LINKS.includes(systemCode(error) ?? '')) throw error;
      return createWithMark(path, mark);
    });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw unwritable(path, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function createWithMark(path: string, mark: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(mark);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function readHolder(folder: string, generation: number): Promise<Holder | null> {
  const path = fileOf(folder, generation);
  try {
    const parsed = processMarkSchema.safeParse(markIn(await readFile(path, 'utf8')));
    const { mtimeMs: since } = await stat(path);
    if (parsed.success) return { mark: parsed.data, isAlive: isAlive(parsed.data), since };
    const isFresh = Math.abs(Date.now() - since) < UNWRITTEN_MS;
    return { mark: { pid: 0, host: 'this machine', born: null }, isAlive: isFresh, since };
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
