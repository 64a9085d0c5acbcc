/** Names of sets that are being added: a folder with a mark of who is at it, so that two processes do not add one name at a time. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { systemCode } from '../../base/system-failure.ts';
import { dataError } from '../errors.ts';
import { isSetName } from './names.ts';
import { RECORD, setPaths, setsFolder } from './paths.ts';
import type { SetPaths } from './paths.ts';
import { writing } from './registered.ts';

/** A name that this process is adding a set under. */
export interface Claim {
  readonly name: string;
  readonly paths: SetPaths;
  /** The set is registered: its record is written. */
  settle(): Promise<void>;
  /** Takes away all that was made. */
  discard(): Promise<void>;
}

const markSchema = z.object({ pid: z.int(), host: z.string() });
/** Longer than any set takes to be copied: what another machine has marked is then left over. */
const ABANDONED_MS = 7 * 24 * 3_600_000;

/**
 * Takes a name: its folder appears together with the mark in it, so that nobody sees the one without the other.
 *
 * @throws AppError `data/name-taken`, `data/unwritable`
 */
export async function claimName(dataDir: string, name: string): Promise<Claim> {
  const paths = setPaths(dataDir, name);
  const made = join(setsFolder(dataDir), passingName('adding', name));
  await writing(paths.folder, async () => {
    await mkdir(setsFolder(dataDir), { recursive: true });
    await removeLeftOver(dataDir, name);
    try {
      await mkdir(made);
      const mark = JSON.stringify({ pid: process.pid, host: hostname() });
      await writeFile(join(made, basename(paths.claim)), mark);
      await rename(made, paths.folder);
    } catch (error) {
      await rm(made, { recursive: true, force: true });
      if (!(await exists(paths.folder))) throw error;
      throw dataError('data/name-taken', { name, by: await holderWords(paths) });
    }
  });
  return {
    name,
    paths,
    settle: () => rm(paths.claim, { force: true }),
    async discard() {
      await removeFolder(dataDir, name).catch((error: unknown) => {
        if (systemCode(error) !== 'ENOENT') throw error;
      });
    },
  };
}

/** Folders that are being made or taken away: `.adding-<name>-<pid>-<random>`, `.removing-...`. */
const PASSING = /^\.(?:adding|removing)-.+-(\d+)-[0-9a-z]+$/;

const passingName = (what: 'adding' | 'removing', name: string): string =>
  `.${what}-${name}-${String(process.pid)}-${randomBytes(6).toString('hex')}`;

/** Removes what processes that were killed while they added sets have left. @throws AppError `data/unwritable` */
export async function removeAllLeftOver(dataDir: string): Promise<void> {
  const folder = setsFolder(dataDir);
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch {
    return; // There is none, or it cannot be read: whoever reads it says so.
  }
  await writing(folder, async () => {
    for (const name of names) {
      if (isSetName(name)) await removeLeftOver(dataDir, name);
      const [, pid] = PASSING.exec(name) ?? [];
      if (pid !== undefined && !isAlive(Number(pid)))
        await rm(join(folder, name), { recursive: true, force: true });
    }
  });
}

/** Removes the folder of a set: at once in name, then its files. */
export async function removeFolder(dataDir: string, name: string): Promise<void> {
  const passing = join(setsFolder(dataDir), passingName('removing', name));
  await rename(setPaths(dataDir, name).folder, passing);
  await rm(passing, { recursive: true, force: true });
}

async function removeLeftOver(dataDir: string, name: string): Promise<void> {
  const { folder, claim } = setPaths(dataDir, name);
  if (await isLeftOver(folder, claim)) {
    const passing = join(setsFolder(dataDir), passingName('removing', name));
    if (!(await renamed(folder, passing))) return;
    // Another process may have been faster, and have taken the name meanwhile.
    if (await isLeftOver(passing, join(passing, basename(claim))))
      await rm(passing, { recursive: true, force: true });
    else await rename(passing, folder);
    return;
  }
  // An empty folder is nobody's. Folders that somebody has put things in stay.
  await rmdir(folder).catch(() => undefined);
}

/** Whether a folder is of no set, and of no process that is at work on one. */
async function isLeftOver(folder: string, claim: string): Promise<boolean> {
  let mark: { readonly text: string; readonly ageMs: number };
  try {
    mark = { text: await readFile(claim, 'utf8'), ageMs: Date.now() - (await stat(claim)).mtimeMs };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return false;
    throw error;
  }
  // The record is there before the mark goes, so it is looked for last.
  return !isAtWork(mark) && !(await exists(join(folder, RECORD)));
}

function isAtWork({ text, ageMs }: { readonly text: string; readonly ageMs: number }): boolean {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return false; // Cut short by what ended its process.
  }
  const { data } = markSchema.safeParse(found);
  if (data === undefined) return false;
  return data.host === hostname() ? isAlive(data.pid) : ageMs < ABANDONED_MS;
}

async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

async function holderWords({ folder, record, claim }: SetPaths): Promise<string> {
  if (await exists(record)) return 'a data set is registered with it';
  if (await exists(claim)) return 'another process is adding a data set with it';
  return `there is a folder ${folder}, which is no data set`;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}
