import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { partialOf } from './partial.mjs';
import { readJson } from './read-json.mjs';

/**
 * @typedef {object} Part one thing that set-up has put in place
 * @property {'tensorflow' | 'binding' | 'pixels' | 'electron'} name
 * @property {string} version of TensorFlow: what its library says; of the binding: the TensorFlow it was compiled for; of the addon for images (`pixels`): its JPEG library
 * @property {string} source where it came from, in words for a person
 * @property {string} path absolute: the folder of the libraries, the addon, the executable
 * @property {string | null} sha256 of what was downloaded; null for what was compiled here or given by the person
 * @property {string} installedAt ISO 8601
 */
/**
 * @typedef {object} Manifest what runs and where it came from: `<cache>/manifest.json`
 * @property {1} format
 * @property {string} platform such as `linux-x64`
 * @property {string} node the version of Node.js that ran set-up
 * @property {Part[]} parts at most one of each name; `electron` is absent when it was not needed or could not be had
 * @property {import('./gpu.mjs').GpuChoice} gpu whether the GPU build was taken, and why
 */

/** @param {string} cache */
export function manifestPath(cache) {
  return join(cache, 'manifest.json');
}

/**
 * @param {string} cache
 * @returns {Manifest | null} null before the first set-up, and when a crash of the system left it unreadable: it is written anew
 */
export function readManifest(cache) {
  return readJson(manifestPath(cache));
}

/**
 * Writes the manifest in one step, and only when it says something new.
 *
 * @param {string} cache
 * @param {Manifest} manifest
 */
export function writeManifest(cache, manifest) {
  const path = manifestPath(cache);
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  mkdirSync(dirname(path), { recursive: true });
  const partial = partialOf(path);
  writeFileSync(partial, text);
  renameSync(partial, path);
}

/**
 * @param {Manifest | null} manifest
 * @param {Part['name']} name
 * @returns {Part | null}
 */
export function partOf(manifest, name) {
  return manifest?.parts.find((part) => part.name === name) ?? null;
}
