/** What shows, without reading a file, whether the files of a data set have changed. */
import { createHash } from 'node:crypto';
import { opendirSync, statSync } from 'node:fs';
import type { Dir, Dirent, Stats } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { systemCode } from '../../base/system-failure.ts';
import { createPauses } from '../pauses.ts';

/** How far the files of a set lie: the one file of its path, those in its folder, or those of the folders below it too. */
export const REACHES = ['file', 'folder', 'tree'] as const;

/** How far the files of a set lie. */
export type Reach = (typeof REACHES)[number];

/** What to take the fingerprint of. */
export interface Source {
  /** Of a folder or of a file; of a file, the files around it count too where the reach is not `file`. */
  readonly path: string;
  readonly reach: Reach;
}

const DIGITS = 32;
/** Others have the thread after so many files at the latest. */
const FILES_AT_ONCE = 256;
/** What the system says of folders and links that lead nowhere, or that nobody may look into. */
const CLOSED: readonly string[] = ['EACCES', 'EPERM', 'ELOOP', 'ENOENT', 'ENOTDIR'];
/** What file browsers leave behind is no part of a set. */
const IGNORED: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/**
 * Names of files and folders, sizes and times of change of the files, as 32 hexadecimal digits. No name is kept, so a folder of millions of files takes
 * no memory.
 *
 * @throws what the file system says of the path itself, and the signal's reason
 */
export async function fingerprintOf({ path, reach }: Source, signal?: AbortSignal): Promise<string> {
  const sum = createSum();
  const found = statSync(path);
  if (reach === 'file') {
    sum.add(basename(path), found);
    return sum.digest();
  }
  const root = found.isDirectory() ? path : dirname(path);
  await walk(root, { sum, isDeep: reach === 'tree', signal });
  return sum.digest();
}

interface Walk {
  readonly sum: Sum;
  readonly isDeep: boolean;
  readonly signal: AbortSignal | undefined;
}

async function walk(root: string, { sum, isDeep, signal }: Walk): Promise<void> {
  const folders = [''];
  // Links can lead back to where they are: a folder is gone through once, by the first name that it is met under.
  const known = new Map<string, string>();
  const pause = createPauses();
  let looked = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const here = join(root, folder);
    const identity = identityOf(here, folder);
    const same = known.get(identity);
    sum.add(same === undefined ? `${folder}/` : `${folder}/\0${same}`, undefined);
    if (same !== undefined) continue;
    known.set(identity, folder);
    signal?.throwIfAborted();
    for (const { name } of entriesOf(here, folder)) {
      const inner = folder === '' ? name : `${folder}/${name}`;
      const found = factsAt(`${here}${sep}${name}`);
      if (found?.isDirectory() !== true) sum.add(inner, found);
      else if (isDeep) folders.push(inner);
      if (++looked % FILES_AT_ONCE > 0) continue;
      await pause();
      signal?.throwIfAborted();
    }
  }
}

/** What is at a path; undefined: a link there leads nowhere, round in a circle, or to where nobody may look. */
function factsAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (CLOSED.includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** Which folder a path leads to, whatever its name. */
function identityOf(path: string, inside: string): string {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${String(dev)}:${String(ino)}`;
  } catch (error) {
    if (inside !== '' && CLOSED.includes(systemCode(error) ?? '')) return `closed ${inside}`;
    throw error;
  }
}

/**
 * The entries of a folder one after the other, never all of them at once; none of one below the root that is gone or may not be read:
 * a disk has such folders of its own, and a reader that needs one says so.
 */
function* entriesOf(folder: string, inside: string): Generator<Dirent, void, void> {
  const opened = openedFolder(folder, inside);
  if (opened === null) return;
  try {
    for (let entry = opened.readSync(); entry !== null; entry = opened.readSync())
      if (!IGNORED.has(entry.name)) yield entry;
  } finally {
    opened.closeSync();
  }
}

function openedFolder(folder: string, inside: string): Dir | null {
  try {
    return opendirSync(folder, { bufferSize: 512 });
  } catch (error) {
    if (inside !== '' && CLOSED.includes(systemCode(error) ?? '')) return null;
    throw error;
  }
}

interface Sum {
  /** Adds a file. A folder, and a link that leads nowhere, has a name only. */
  add(name: string, found: Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs'> | undefined): void;
  digest(): string;
}

/** A sum of hashes does not depend on the order, and folders list their files in any. Two of 32 bits are quicker than one of 64. */
function createSum(): Sum {
  const sums = new Uint32Array(2);
  let count = 0;
  return {
    add(name, found) {
      // The time of change can be set, as unpacking and copying do; that of the change of the status cannot.
      const facts = found === undefined ? [] : [found.size, found.mtimeMs, found.ctimeMs];
      const text = facts.length === 0 ? name : `${name}\0${facts.join(' ')}`;
      let [first, second] = [0x811c9dc5, 0x9747b28c];
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        first = Math.imul(first ^ unit, 0x01000193);
        second = Math.imul((second << 5) | (second >>> 27), 0x9e3779b1) ^ unit;
      }
      sums[0] = (sums[0] ?? 0) + mixed(first);
      sums[1] = (sums[1] ?? 0) + mixed(second);
      count++;
    },
    digest: () =>
      createHash('sha256')
        .update(`${sums.join(' ')} ${String(count)}`)
        .digest('hex')
        .slice(0, DIGITS),
  };
}

/** Spreads every bit over all: the last step of MurmurHash3, after which sums of similar texts have nothing in common. */
function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
