import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from './read-json.mjs';

const RECORD = 'installed.json';

/**
 * @typedef {object} Installed what a folder of the cache holds; written before the folder gets its final name
 * @property {string} name
 * @property {string} version
 * @property {string} source where it came from, in words for a person
 * @property {string | null} sha256 of what was downloaded
 * @property {string} installedAt ISO 8601
 * @property {Record<string, number>} files the files that must be there, relative, and their sizes in bytes
 */

/**
 * Writes the record of a folder that is complete but for its final name.
 *
 * @param {string} folder
 * @param {{ name: string, version: string, source: string, sha256: string | null, files: readonly string[] }} what
 */
export function recordInstalled(folder, { files, ...what }) {
  const sizes = Object.fromEntries(files.map((file) => [file, statSync(join(folder, file)).size]));
  const record = { ...what, installedAt: new Date().toISOString(), files: sizes };
  writeFileSync(join(folder, RECORD), `${JSON.stringify(record, null, 2)}\n`);
}

/**
 * Reads the record of a folder of the cache.
 *
 * @param {string} folder
 * @returns {Installed | null} null when the folder is not there or lost a file, and so is to be made again
 */
export function readInstalled(folder) {
  /** @type {Installed | null} */
  const record = readJson(join(folder, RECORD));
  if (record === null) return null;
  const complete = Object.entries(record.files).every(
    ([file, size]) => statSync(join(folder, file), { throwIfNoEntry: false })?.size === size,
  );
  return complete ? record : null;
}
