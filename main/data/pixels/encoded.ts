import { closeSync, open, read } from 'node:fs';
import { promisify } from 'node:util';
import { messageOf } from '../../base/errors.ts';
import { encodedFile } from '../encoded.ts';
import type { EncodedFile } from '../encoded.ts';
import { dataError } from '../errors.ts';
import { sizeOf } from '../image-set.ts';
import type { ImageSet } from '../image-set.ts';
import { loadNative } from '../native.ts';
import type { NativeJpeg } from '../native.ts';
import { decodePart, ImageProblem } from './decode.ts';
import type { PixelReader, Region } from './reader.ts';
import type { PixelSourceOf } from './source.ts';

/**
 * Not `node:fs/promises`: what that opens stays open when the thread is ended in the middle of it. Of these numbers Node.js keeps a list, until a
 * number is being closed; so that is waited for.
 */
const disk = { open: promisify(open), read: promisify(read), close: closeSync };

/** Files that are read at once: enough for a disk or a network that is slow to answer. */
const READ_AT_ONCE = 8;

/**
 * Reads pixels by decoding the files of the images, of each only what is wanted where that is cheaper. Files are read side by side. JPEG is
 * decoded in this very thread where the addon can, so that as many images are decoded at once as there are data workers.
 *
 * @param source - where the files are
 * @param set - the images
 * @param jpeg - the decoder of usual JPEG files; null: sharp
 */
export function readEncoded(
  { files, channels }: PixelSourceOf<'encoded'>,
  set: ImageSet,
  jpeg: NativeJpeg | null = loadNative()?.jpeg ?? null,
): PixelReader {
  const { members } = set;
  return {
    read: (requests) =>
      sideBySide(requests, async ({ index, window }): Promise<Region> => {
        const file = encodedFile(files, members === null ? index : (members[index] ?? 0));
        const bytes = await bytesOf(file, files.starts === null);
        try {
          return await decodePart(bytes, { channels, size: sizeOf(set, index), window }, jpeg);
        } catch (error) {
          if (!(error instanceof ImageProblem)) throw error;
          throw dataError('data/bad-image', { path: file.shownPath, problem: `is ${error.reason}` }, error);
        }
      }),
    close: () => undefined,
  };
}

async function sideBySide<A, R>(all: readonly A[], run: (one: A) => Promise<R>): Promise<readonly R[]> {
  const results = new Array<R>(all.length);
  // One after the other takes the next that nobody has taken.
  const remaining = all.entries();
  await Promise.all(
    Array.from({ length: Math.min(READ_AT_ONCE, all.length) }, async () => {
      for (const [i, one] of remaining) results[i] = await run(one);
    }),
  );
  return results;
}

/** The bytes of an image. Reads one more than there should be, which shows a file that has grown. */
async function bytesOf(
  { path, shownPath, start, length }: EncodedFile,
  isWhole: boolean,
): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(length + 1);
  try {
    const file = await disk.open(path, 'r');
    try {
      let found = 0;
      for (let added = 1; added !== 0 && found < length; found += added) {
        ({ bytesRead: added } = await disk.read(file, bytes, found, bytes.length - found, start + found));
      }
      if (found < length || (isWhole && found > length)) {
        throw dataError('data/bad-image', { path: shownPath, problem: 'has another length than it had' });
      }
      return bytes.subarray(0, length);
    } finally {
      disk.close(file);
    }
  } catch (error) {
    const isSystemError = error instanceof Error && 'syscall' in error;
    if (!isSystemError) throw error;
    const isGone = 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    const problem = isGone ? 'is gone' : `cannot be read: ${messageOf(error)}`;
    throw dataError('data/bad-image', { path: shownPath, problem }, error);
  }
}
