import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Artifact one file to download, exactly
 * @property {string} name its name in its registry
 * @property {string} version
 * @property {string} file its file name
 * @property {string} sha256
 * @property {number} [sizeBytes]
 * @property {number} unpackedBytes what we keep of it takes this much
 */
/** @typedef {Artifact & { wheelPlatform: string }} Wheel */
/** @typedef {Artifact & { url: string }} Archive */
/** @typedef {Artifact & { electron: string, executable: string }} ElectronPackage */
/**
 * @typedef {object} Pins
 * @property {{ version: string, python: { version: string, abi: string }, builds: Record<string, Wheel[]> }} tensorflow
 *   builds by `cpu|gpu-<platform>`; the wheel of TensorFlow itself comes first, then those it needs at run time
 * @property {Record<string, Archive>} tensorflowArchives
 * @property {Record<string, ElectronPackage>} electronPackage by platform
 */

/**
 * Which files are downloaded, with their sums.
 *
 * @returns {Pins}
 */
export function readPins() {
  return JSON.parse(readFileSync(new URL('pins.json', import.meta.url), 'utf8'));
}
