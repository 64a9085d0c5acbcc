/**
 * Where a cell lies: `<home>/cells/<id>/<n>.json`, a new number for every change. A number can be taken once only, so two processes that
 * change the same cell never overwrite each other; the file before the last stays, so a damaged one costs a step and not the cell.
 */
import { randomInt } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../base/durable.ts';
import { readFailure, systemCode, writeFailure } from '../base/system-failure.ts';
import { parseCell, printCell } from './document.ts';
import type { OwnCell } from './document.ts';
import { libraryError } from './errors.ts';

const NAME = /^(\d{1,12})\.json$/;
/** The newest, and the one before it. */
const KEPT = 2;

/** A cell as it is on disk. */
export interface StoredCell {
  readonly cell: OwnCell;
  /** Of its newest file. */
  readonly number: number;
  /** What is wrong with newer files than the one that was read; null: nothing. */
  readonly problem: string | null;
}

/** The numbers of a cell's files, the newest first; none where there is no such cell. */
async function numbersIn(folder: string): Promise<readonly number[]> {
  try {
    const names = await readdir(folder);
    return names.flatMap((name) => Number(NAME.exec(name)?.[1] ?? [])).sort((a, b) => b - a);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return [];
    throw libraryError('library/unreadable', { path: folder, reason: readFailure(error) }, error);
  }
}

/**
 * The newest readable state of the cell in a folder; null where there is none at all.
 *
 * @throws `library/damaged`, `library/newer-format`, `library/unreadable` where no file can be read
 */
export async function readStored(folder: string): Promise<StoredCell | null> {
  const numbers = await numbersIn(folder);
  let first: Error | null = null;
  for (const number of numbers) {
    const path = join(folder, `${number}.json`);
    try {
      const cell = parseCell(await readText(path), path);
      return { cell, number: numbers[0] ?? number, problem: first?.message ?? null };
    } catch (error) {
      first ??= error instanceof Error ? error : new Error(String(error));
    }
  }
  if (first !== null) throw first;
  return null;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw libraryError('library/unreadable', { path, reason: readFailure(error) }, error);
  }
}

/**
 * Writes a cell under a number that nobody has taken.
 *
 * @returns whether it was written; false: another process was faster
 * @throws `library/unwritable`
 */
export async function writeStored(folder: string, number: number, cell: OwnCell): Promise<boolean> {
  const path = join(folder, `${number}.json`);
  const temporary = `${path}.tmp-${process.pid}-${randomInt(2 ** 40)}`;
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(printCell(cell));
      await file.sync();
    } finally {
      await file.close();
    }
    if (!(await placed(temporary, path))) return false;
    await syncFolder(folder);
  } catch (error) {
    throw libraryError('library/unwritable', { path, ...writeFailure(error) }, error);
  } finally {
    await rm(temporary, { force: true });
  }
  await forgetOlder(folder, number);
  return true;
}

/** File systems of other systems, and some over a network, have no second names for files. */
const NO_LINKS: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

async function placed(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    if (!NO_LINKS.includes(systemCode(error) ?? '')) throw error;
  }
  try {
    await writeFile(path, await readFile(temporary), { flag: 'wx', flush: true });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** A file that cannot be removed is of no harm: a newer one counts. */
async function forgetOlder(folder: string, number: number): Promise<void> {
  const numbers = await numbersIn(folder);
  const old = numbers.filter((other) => other <= number).slice(KEPT);
  await Promise.allSettled(old.map((other) => rm(join(folder, `${other}.json`), { force: true })));
}

/**
 * Moves a cell's folder.
 *
 * @returns whether there was one
 * @throws `library/unwritable`
 */
export async function moveStored(from: string, to: string): Promise<boolean> {
  try {
    await mkdir(join(to, '..'), { recursive: true });
    await rename(from, to);
    await syncFolder(join(to, '..'));
    await syncFolder(join(from, '..'));
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw libraryError('library/unwritable', { path: to, ...writeFailure(error) }, error);
  }
}

/** The names in a folder; none where it does not exist. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw libraryError('library/unreadable', { path: folder, reason: readFailure(error) }, error);
  }
}
