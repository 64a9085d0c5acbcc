import { chmodSync, createWriteStream, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

const FILE_TYPE = 0o170000;
const SYMLINK = 0o120000;
const PERMISSIONS = 0o777;

/**
 * Unpacks the entries of a zip file that are wanted, with their permissions and links, as a stream.
 *
 * @param {string} zipPath
 * @param {{ into: string, wanted?: (name: string) => boolean, onBytes?: import('./progress.mjs').OnBytes }} options
 *   names in a zip file have forward slashes; progress counts unpacked bytes
 * @returns {Promise<string[]>} the names of the files that were written
 */
export async function unzip(zipPath, { into, wanted = () => true, onBytes }) {
  // Loaded late: these scripts also run when no npm package is there yet.
  const yauzl = await import('yauzl');
  const zip = await yauzl.openPromise(zipPath, { lazyEntries: true, autoClose: false });
  /** @type {string[]} */
  const written = [];
  let doneBytes = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/') || !wanted(entry.fileName)) continue;
      await writeEntry(entry, {
        zip,
        target: join(into, entry.fileName),
        onChunk: (bytes) => onBytes?.((doneBytes += bytes)),
      });
      written.push(entry.fileName);
    }
  } finally {
    zip.close();
  }
  return written;
}

/**
 * @param {import('yauzl').Entry} entry
 * @param {{ zip: import('yauzl').ZipFile, target: string, onChunk: (bytes: number) => void }} options
 */
async function writeEntry(entry, { zip, target, onChunk }) {
  mkdirSync(dirname(target), { recursive: true });
  const mode = entry.externalFileAttributes >>> 16;
  const content = await zip.openReadStreamPromise(entry);
  if ((mode & FILE_TYPE) === SYMLINK) {
    symlinkSync(await text(content), target);
    return;
  }
  await pipeline(content, counter(onChunk), createWriteStream(target));
  if ((mode & PERMISSIONS) !== 0) chmodSync(target, mode & PERMISSIONS);
}

/**
 * @param {(bytes: number) => void} onChunk
 * @returns {Transform} passes everything on
 */
function counter(onChunk) {
  return new Transform({
    transform(chunk, _encoding, next) {
      onChunk(chunk.length);
      next(null, chunk);
    },
  });
}
