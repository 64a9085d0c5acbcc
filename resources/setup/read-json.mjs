import { existsSync, readFileSync } from 'node:fs';

/**
 * Reads what set-up itself has written. Such files only say what can be found out or made again.
 *
 * @template T
 * @param {string} path
 * @returns {T | null} null when there is no such file, or a power failure has left it empty or cut off
 */
export function readJson(path) {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
