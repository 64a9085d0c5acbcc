/** What shows, without reading a file, whether the files of a data set have changed. */
import { createHash } from 'node:crypto';
import { opendirSync, statSync } from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
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
/** What file browsers leave behind is no part of a set. */
const IGNORED: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/**
 * Names, sizes and times of change of the files, as 32 hexadecimal digits. No name is kept, so a folder of millions of files takes
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
  // Links can lead back to where they are.
  const known = new Set<string>();
  const pause = createPauses();
  let looked = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const here = join(root, folder);
    const { dev, ino } = statSync(here, { bigint: true });
    const identity = `${String(dev)}:${String(ino)}`;
    if (known.has(identity)) continue;
    known.add(identity);
    signal?.throwIfAborted();
    for (const { name } of entriesOf(here)) {
      const inner = folder === '' ? name : `${folder}/${name}`;
      const found = statSync(`${here}${sep}${name}`, { throwIfNoEntry: false });
      if (found?.isDirectory() !== true) sum.add(inner, found);
      else if (isDeep) folders.push(inner);
      if (++looked % FILES_AT_ONCE > 0) continue;
      await pause();
      signal?.throwIfAborted();
    }
  }
}

/** The entries of a folder one after the other, never all of them at once. */
function* entriesOf(folder: string): Generator<Dirent, void, void> {
  const opened = opendirSync(folder, { bufferSize: 512 });
  try {
    for (let entry = opened.readSync(); entry !== null; entry = opened.readSync())
      if (!IGNORED.has(entry.name)) yield entry;
  } finally {
    opened.closeSync();
  }
}

interface Sum {
  /** Adds a file. A link that leads nowhere has a name only. */
  add(name: string, found: Pick<Stats, 'size' | 'mtimeMs'> | undefined): void;
  digest(): string;
}

/** A sum of hashes does not depend on the order, and folders list their files in any. Two of 32 bits are quicker than one of 64. */
function createSum(): Sum {
  const sums = new Uint32Array(2);
  let count = 0;
  return {
    add(name, found) {
      const text = found === undefined ? name : `${name}\0${String(found.size)} ${String(found.mtimeMs)}`;
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
