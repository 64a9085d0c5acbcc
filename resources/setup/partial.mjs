import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isAlive } from './process-alive.mjs';

const PARTIAL = /\.partial-(\d+)-[0-9a-f]{8}$/;

/**
 * A name beside the final one for what is still being made. It says whose it is, so that what a killed process left behind
 * can be told from what a live one is working on.
 *
 * @param {string} final the path under which the finished thing is to appear
 * @returns {string} a path that does not exist yet; its folder does
 */
export function partialOf(final) {
  mkdirSync(dirname(final), { recursive: true });
  return `${final}.partial-${process.pid}-${randomBytes(4).toString('hex')}`;
}

/**
 * Makes a finished file or folder appear under its final name in one step. What stood there is moved away first and removed.
 *
 * @param {string} partial
 * @param {string} final
 */
export function installByRename(partial, final) {
  if (!existsSync(final)) {
    renameSync(partial, final);
    return;
  }
  const old = partialOf(final);
  renameSync(final, old);
  renameSync(partial, final);
  removeTree(old);
}

/**
 * Removes what killed processes left half made.
 *
 * @param {string} folder is looked through without its subfolders
 * @returns {string[]} the names that were removed
 */
export function removeStalePartials(folder) {
  if (!existsSync(folder)) return [];
  const stale = readdirSync(folder).filter((name) => {
    const pid = PARTIAL.exec(name)?.[1];
    return pid !== undefined && !isAlive(Number(pid));
  });
  return stale.filter((name) => removeTree(join(folder, name)));
}

/**
 * Removes a file or folder. A child of a killed process may still write into it; then it is left for the next time, because
 * nothing depends on its being gone.
 *
 * @param {string} path
 * @returns {boolean} whether it is gone
 */
export function removeTree(path) {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTEMPTY') return false;
    throw error;
  }
}
