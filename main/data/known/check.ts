import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { asUnreadable } from '../data-file.ts';
import { PUBLISHED_FILES } from './published.ts';
import type { PublishedFile } from './published.ts';

/** Checksums of a file, hexadecimal. */
export interface FileSums {
  readonly md5: string;
  readonly sha256: string;
}

/** A file that has the name of a published one. */
export interface CheckedFile extends FileSums {
  readonly path: string;
  /** The set whose file it is, byte for byte; null: none that is known. */
  readonly publishedAs: string | null;
  /** The sets that have a file of this name. */
  readonly candidates: readonly string[];
}

/**
 * Compares the files of a data set with those that are published: the file itself, or the files directly in a folder and in the folders
 * in it, where they have the name of a published file.
 *
 * @throws AppError `data/unreadable`
 */
export async function checkPublished(path: string): Promise<readonly CheckedFile[]> {
  const checked: CheckedFile[] = [];
  for (const file of await filesToCheck(path)) {
    const candidates = PUBLISHED_FILES.filter((known) => known.file === basename(file));
    if (candidates.length === 0) continue;
    const sums = await sumsOf(file);
    checked.push({
      path: file,
      ...sums,
      publishedAs: candidates.find((known) => isSame(known, sums))?.of ?? null,
      candidates: candidates.map(({ of }) => of),
    });
  }
  return checked;
}

/** Whether a file is the published one, by all sums that are known of it. */
export const isSame = ({ md5, sha256 }: PublishedFile, sums: FileSums): boolean =>
  (md5 === null || md5 === sums.md5) && (sha256 === null || sha256 === sums.sha256);

/** Reads a file for its sums. @throws AppError `data/unreadable` */
export async function sumsOf(path: string): Promise<FileSums> {
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  try {
    await pipeline(
      createReadStream(path, { highWaterMark: 2 ** 20 }),
      async (chunks: AsyncIterable<Uint8Array>) => {
        for await (const chunk of chunks) {
          md5.update(chunk);
          sha256.update(chunk);
        }
      },
    );
  } catch (error) {
    throw asUnreadable(path, error);
  }
  return { md5: md5.digest('hex'), sha256: sha256.digest('hex') };
}

/** Folders of images have many; none of them has the name of a published file. */
const MOST_FOLDERS = 16;

async function filesToCheck(path: string): Promise<readonly string[]> {
  try {
    if ((await stat(path)).isFile()) return [path];
    const entries = await readdir(path, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(path, name));
    const folders = entries.filter((entry) => entry.isDirectory()).slice(0, MOST_FOLDERS);
    for (const { name } of folders) {
      const inside = await readdir(join(path, name), { withFileTypes: true });
      files.push(...inside.filter((entry) => entry.isFile()).map((entry) => join(path, name, entry.name)));
    }
    return files.sort();
  } catch (error) {
    throw asUnreadable(path, error);
  }
}
