import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SetupProblem } from './problem.mjs';

const MEGABYTE = 1e6;
const REMEDY = 'Free some space, or set DARTBOARD_CACHE to a folder on a larger disk.';

/**
 * Refuses to begin what would fill the disk.
 *
 * @param {string} folder where it is to be written; need not exist yet
 * @param {number} neededBytes at the peak, downloads included
 * @param {{ what: string, remedy?: string }} messages such as `TensorFlow`; the remedy is for what is not in the cache
 */
export async function requireDiskSpace(folder, neededBytes, { what, remedy = REMEDY }) {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  throw new SetupProblem(
    `${what} needs ${Math.ceil(neededBytes / MEGABYTE)} MB on the disk of ${folder}, and ${Math.floor(freeBytes / MEGABYTE)} MB are free.`,
    remedy,
  );
}
