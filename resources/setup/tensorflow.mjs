import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { requireDiskSpace } from './disk.mjs';
import { dropDownload, verifiedDownload } from './downloads.mjs';
import { readInstalled, recordInstalled } from './installed.mjs';
import { installByRename, partialOf, removeTree } from './partial.mjs';
import { platformName } from './paths.mjs';
import { SetupProblem } from './problem.mjs';
import { firstOf } from './sources.mjs';
import { installArchive } from './tensorflow-archive.mjs';
import { describeFolder, isKept, librariesIn } from './tensorflow-files.mjs';
import { unzip } from './unzip.mjs';
import { downloadWheel } from './wheel.mjs';

/**
 * @typedef {object} Tensorflow
 * @property {string} version
 * @property {string} source where it came from, in words for a person
 * @property {string | null} sha256
 * @property {string} folder holds the two libraries, and the headers in `include`
 * @property {string} installedAt ISO 8601; of the folder a person gave, the time of asking
 */
/**
 * @typedef {object} TensorflowRequest
 * @property {string} cache
 * @property {boolean} gpu
 * @property {NodeJS.ProcessEnv} env
 * @property {import('./pins.mjs').Pins} pins
 */

const SLACK_BYTES = 200e6;

/**
 * The TensorFlow that is in place: the person's own folder, or else the cache's.
 *
 * @param {TensorflowRequest} request
 * @returns {Tensorflow | null}
 */
export function findTensorflow(request) {
  return fromEnvironment(request.env) ?? fromCache(request);
}

/**
 * The sources to try when TensorFlow is not in place, in order.
 *
 * @param {TensorflowRequest & { onBytes: import('./progress.mjs').OnBytes }} request
 * @returns {import('./sources.mjs').Source<Tensorflow>[]}
 */
export function tensorflowSources(request) {
  return [
    { name: 'DARTBOARD_TENSORFLOW', obtain: async () => fromEnvironment(request.env) },
    { name: 'the cache', obtain: async () => fromCache(request) },
    { name: 'the wheel', obtain: () => fromWheels(request) },
    { name: "tfjs-node's archive", obtain: () => fromArchive(request) },
  ];
}

/**
 * Gets TensorFlow from the first source that has it.
 *
 * @param {TensorflowRequest & { onBytes: import('./progress.mjs').OnBytes }} request
 * @returns {Promise<Tensorflow>}
 */
export function obtainTensorflow(request) {
  const instead = request.gpu
    ? 'or set DARTBOARD_GPU=0 to compute on the CPU'
    : 'or set DARTBOARD_TENSORFLOW to a folder that holds it';
  return firstOf(tensorflowSources(request), {
    what: `TensorFlow ${request.pins.tensorflow.version} for ${buildName(request)}`,
    remedy: `Connect this machine to a network in which pip can install packages and run the command again, ${instead}.`,
  });
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Tensorflow | null}
 */
function fromEnvironment(env) {
  const given = env['DARTBOARD_TENSORFLOW'];
  if (!given) return null;
  const folder = resolve(given);
  if (librariesIn(folder) === null) {
    throw new SetupProblem(
      `DARTBOARD_TENSORFLOW names ${folder}, which ${describeFolder(folder)}.`,
      'It must hold libtensorflow_cc.so.2 and libtensorflow_framework.so.2, like the folder "tensorflow" of the Python package.',
    );
  }
  if (!existsSync(join(folder, 'include', 'tensorflow', 'c', 'c_api.h'))) {
    throw new SetupProblem(
      `DARTBOARD_TENSORFLOW names ${folder}, which has no include/tensorflow/c/c_api.h.`,
      'Put the headers of the same version into its folder "include".',
    );
  }
  const source = `DARTBOARD_TENSORFLOW (${folder})`;
  return { version: 'as given', source, sha256: null, folder, installedAt: new Date().toISOString() };
}

/**
 * @param {TensorflowRequest} request
 * @returns {Tensorflow | null}
 */
function fromCache(request) {
  for (const place of [cachePlace(request), archivePlace(request)]) {
    const installed = place === null ? null : readInstalled(place);
    if (place === null || installed === null) continue;
    const { version, source, sha256, installedAt } = installed;
    return { version, source, sha256, folder: join(place, 'tensorflow'), installedAt };
  }
  return null;
}

/**
 * @param {TensorflowRequest & { onBytes: import('./progress.mjs').OnBytes }} request
 * @returns {Promise<Tensorflow | null>}
 */
async function fromWheels(request) {
  const { cache, env, onBytes, pins } = request;
  const wheels = pins.tensorflow.builds[buildName(request)];
  const main = wheels?.[0];
  if (wheels === undefined || main === undefined) return null;
  const downloads = join(cache, 'downloads');
  const unpackedBytes = sum(wheels, (wheel) => wheel.unpackedBytes);
  const downloadBytes = sum(wheels, (wheel) =>
    existsSync(join(downloads, wheel.file)) ? 0 : (wheel.sizeBytes ?? 0),
  );
  await requireDiskSpace(cache, downloadBytes + unpackedBytes + SLACK_BYTES, { what: 'TensorFlow' });

  const place = cachePlace(request);
  const partial = partialOf(place);
  mkdirSync(partial);
  try {
    const files = [];
    const paths = [];
    for (const wheel of wheels) {
      const path = await verifiedDownload(wheel, {
        folder: downloads,
        fetchInto: (to) =>
          downloadWheel(wheel, {
            path: to,
            python: pins.tensorflow.python,
            env,
            logFile: join(cache, 'logs', 'pip.log'),
            onBytes,
          }),
      });
      paths.push(path);
      files.push(...(await unzip(path, { into: partial, wanted: isKept, onBytes })));
    }
    requireLibraries(join(partial, 'tensorflow'), main.file);
    const source =
      wheels.length === 1
        ? `the wheel ${main.file}`
        : `the wheel ${main.file} and ${wheels.length - 1} of NVIDIA`;
    recordInstalled(partial, { name: main.name, version: main.version, source, sha256: main.sha256, files });
    installByRename(partial, place);
    paths.forEach((path) => dropDownload(path, env));
  } finally {
    removeTree(partial);
  }
  return fromCache(request);
}

/**
 * @param {TensorflowRequest & { onBytes: import('./progress.mjs').OnBytes }} request
 * @returns {Promise<Tensorflow | null>}
 */
async function fromArchive(request) {
  const archive = request.pins.tensorflowArchives[buildName(request)];
  const place = archivePlace(request);
  if (archive === undefined || place === null) return null;
  await installArchive(archive, { ...request, place });
  requireLibraries(join(place, 'tensorflow'), archive.file);
  return fromCache(request);
}

/**
 * @param {string} folder
 * @param {string} file what it was unpacked from
 */
function requireLibraries(folder, file) {
  if (librariesIn(folder) === null)
    throw new Error(`${file} was unpacked, but ${folder} ${describeFolder(folder)}`);
}

/** @param {TensorflowRequest} request */
function buildName(request) {
  return `${request.gpu ? 'gpu' : 'cpu'}-${platformName()}`;
}

/** @param {TensorflowRequest} request */
function cachePlace(request) {
  return join(request.cache, 'tensorflow', `${buildName(request)}-${request.pins.tensorflow.version}`);
}

/**
 * @param {TensorflowRequest} request
 * @returns {string | null}
 */
function archivePlace(request) {
  const archive = request.pins.tensorflowArchives[buildName(request)];
  return archive === undefined
    ? null
    : join(request.cache, 'tensorflow', `${buildName(request)}-${archive.version}`);
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => number} of
 */
function sum(items, of) {
  return items.reduce((total, item) => total + of(item), 0);
}
