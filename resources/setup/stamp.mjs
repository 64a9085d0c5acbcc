import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['main', 'electron', 'renderer', 'resources'];
const FILES = ['package.json', 'package-lock.json', 'rolldown.config.mjs', 'vite.config.ts', 'tsconfig.json'];
const TEST = /\.test\.ts$/;
/** Data sets are not compiled, only found: their size and time tell enough, and hashing them would cost every start. */
const LARGEST_HASHED_BYTES = 1 << 20;

/** The stamp's name inside the build folder. */
export const STAMP = '.stamp';

/**
 * A sum over everything that the build depends on.
 *
 * @param {string} root the checkout
 * @returns {string} hexadecimal
 */
export function sourceStamp(root) {
  const hash = createHash('sha1');
  for (const name of [...FOLDERS.flatMap((folder) => filesBelow(root, folder)), ...FILES]) {
    const path = join(root, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    hash.update(`${name}\0`);
    hash.update(stat.size > LARGEST_HASHED_BYTES ? `${stat.size} ${stat.mtimeMs}` : readFileSync(path));
  }
  return hash.digest('hex');
}

/**
 * The stamp of the build that is there.
 *
 * @param {string} dist
 * @returns {string | null}
 */
export function builtStamp(dist) {
  const path = join(dist, STAMP);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]} the files below, without the tests, relative to the root, in a fixed order
 */
function filesBelow(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  return entries.flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(root, name);
    return entry.isFile() && !TEST.test(entry.name) ? [name] : [];
  });
}
