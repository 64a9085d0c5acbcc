import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildBinding, findBinding } from './binding.mjs';
import { isLinked, linkBinding, loadBinding } from './binding-link.mjs';
import { build, isBuilt } from './build.mjs';
import { findElectron, obtainElectron } from './electron.mjs';
import { chooseGpu } from './gpu.mjs';
import { withLock } from './lock.mjs';
import { partOf, readManifest, writeManifest } from './manifest.mjs';
import { installPackages, packagesInPlace } from './npm-packages.mjs';
import { removeStalePartials } from './partial.mjs';
import { cacheFolder, checkoutPaths, platformName, PROJECT_ROOT } from './paths.mjs';
import { buildPixels, findPixels, isPixelsLinked, linkPixels, WITHOUT_JPEG } from './pixels.mjs';
import { readPins } from './pins.mjs';
import { runMain, SetupProblem } from './problem.mjs';
import { Progress } from './progress.mjs';
import { findTensorflow, obtainTensorflow } from './tensorflow.mjs';
import { requireNode, requireTools } from './tools.mjs';

/** @typedef {import('./manifest.mjs').Manifest} Manifest */
/** @typedef {import('./manifest.mjs').Part} Part */
/**
 * @typedef {object} Context what every step is told
 * @property {string} cache
 * @property {ReturnType<typeof checkoutPaths>} checkout
 * @property {NodeJS.ProcessEnv} env
 * @property {import('./pins.mjs').Pins} pins
 * @property {import('./gpu.mjs').GpuChoice} choice
 * @property {boolean} gpu
 * @property {Progress} progress
 */
/** @typedef {{ build: boolean, electron: boolean }} Wanted which of the parts that not everyone needs are wanted */

/** Folders of the cache whose entries are installed by rename. */
const CACHE_FOLDERS = ['', 'downloads', 'tensorflow', 'binding', 'pixels', 'electron'];

const SLOWER_JPEG =
  'dartboard: libjpeg-turbo is not here with its headers, so photographs are decoded more slowly. On Debian: apt-get install libjpeg-dev';

/**
 * Puts in place what is missing: npm packages, TensorFlow, its binding, the code for images, Electron, the build. Quick and quiet when nothing
 * is. At most one process works on a cache; others wait for it and find the parts in place.
 *
 * @param {Partial<Wanted> & { root?: string, env?: NodeJS.ProcessEnv, progress?: Progress }} [options]
 * @returns {Promise<Manifest>} what is in place
 */
export async function ensure(options = {}) {
  const { root = PROJECT_ROOT, env = process.env, progress = new Progress() } = options;
  const wanted = { build: options.build ?? true, electron: options.electron ?? true };
  requireNode();
  const choice = await chooseGpu(env);
  const cache = cacheFolder(env);
  const checkout = checkoutPaths(root);
  const context = { cache, checkout, env, pins: readPins(), choice, gpu: choice.used, progress };
  const present = manifestIfComplete(context, wanted);
  if (present !== null) return present;
  makeCache(cache);
  return withLock(join(cache, 'setup.lock'), {
    work: () => putInPlace(context, wanted),
    onWait: ({ pid, host }) =>
      progress.note(`Another set-up (process ${pid} on ${host}) is running; waiting for it.`),
  });
}

/** @param {string} cache */
function makeCache(cache) {
  try {
    mkdirSync(cache, { recursive: true });
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    const remedy = 'Set DARTBOARD_CACHE to a folder that may be written to.';
    throw new SetupProblem(`The cache folder ${cache} cannot be made (${code}).`, remedy, { cause: error });
  }
}

/**
 * @param {Context} context
 * @param {Wanted} wanted
 * @returns {Manifest | null} the manifest when nothing is missing
 */
function manifestIfComplete(context, wanted) {
  const { cache, checkout } = context;
  const manifest = readManifest(cache);
  if (manifest === null || !packagesInPlace(checkout) || !isTensorflowInPlace(context, manifest)) return null;
  if (!isPixelsInPlace(context, manifest)) return null;
  if (wanted.electron && !isElectronInPlace(context, manifest)) return null;
  return wanted.build && !isBuilt(checkout.root) ? null : manifest;
}

/**
 * @param {Context} context
 * @param {Manifest} manifest
 * @returns {boolean} whether this checkout uses the TensorFlow that it should, and the manifest says so
 */
function isTensorflowInPlace(context, manifest) {
  const tensorflow = findTensorflow(context);
  if (tensorflow === null || partOf(manifest, 'tensorflow')?.path !== tensorflow.folder) return false;
  const binding = findBinding({ ...context, tensorflow });
  if (binding === null || manifest.gpu.used !== context.choice.used) return false;
  return isLinked(context.checkout, { addon: binding.path, libraryFolder: tensorflow.folder });
}

/**
 * @param {Context} context
 * @param {Manifest} manifest
 * @returns {boolean}
 */
function isPixelsInPlace(context, manifest) {
  const pixels = findPixels(context);
  if (pixels === null || partOf(manifest, 'pixels')?.path !== pixels.path) return false;
  return isPixelsLinked(context.checkout, pixels.path);
}

/**
 * @param {Context} context
 * @param {Manifest} manifest
 * @returns {boolean} false also when it could not be had last time: the network may be back
 */
function isElectronInPlace(context, manifest) {
  const electron = findElectron(context);
  return electron !== null && partOf(manifest, 'electron')?.path === electron.path;
}

/**
 * @param {Context} context
 * @param {Wanted} wanted
 * @returns {Promise<Manifest>}
 */
async function putInPlace(context, wanted) {
  const { cache, checkout, env, progress } = context;
  const folders = [...CACHE_FOLDERS.map((name) => join(cache, name)), checkout.staging];
  folders.forEach(removeStalePartials);
  await requireTools(neededTools(context), env);

  if (!packagesInPlace(checkout)) {
    await progress.step('Installing the npm packages', () => installPackages(checkout, { cache, env }));
  }
  const tensorflow = await placeTensorflow(context);
  const parts = [...(await placeBinding(context, tensorflow)), await placePixels(context)];
  const electron = wanted.electron ? await placeElectron(context) : partOf(readManifest(cache), 'electron');
  if (electron !== null) parts.push(electron);
  /** @type {Manifest} */
  const manifest = {
    format: 1,
    platform: platformName(),
    node: process.versions.node,
    parts,
    gpu: context.choice,
  };
  writeManifest(cache, manifest);
  if (wanted.build) await build({ root: checkout.root, env, progress });
  return manifest;
}

/**
 * @param {Context} context
 * @returns {Promise<import('./tensorflow.mjs').Tensorflow>}
 */
async function placeTensorflow(context) {
  const { pins, progress, choice } = context;
  const found = findTensorflow(context);
  if (found !== null) return found;
  const device = choice.used ? 'GPU' : 'CPU';
  if (choice.present || choice.used) progress.note(`TensorFlow for the ${device}: ${choice.reason}.`);
  const title = `Installing TensorFlow ${pins.tensorflow.version} for the ${device}`;
  return progress.step(title, (onBytes) => obtainTensorflow({ ...context, onBytes }));
}

/**
 * @param {Context} context
 * @param {import('./tensorflow.mjs').Tensorflow} tensorflow
 * @returns {Promise<Part[]>} TensorFlow, with the version that its library says it has, and the binding
 */
async function placeBinding(context, tensorflow) {
  const { cache, checkout, progress } = context;
  const request = { ...context, tensorflow };
  const binding =
    findBinding(request) ?? (await progress.step('Compiling the engine', () => buildBinding(request)));
  const target = { addon: binding.path, libraryFolder: tensorflow.folder };
  const known = partOf(readManifest(cache), 'tensorflow');
  if (!isLinked(checkout, target)) linkBinding(checkout, target);
  const isKnown = known?.path === tensorflow.folder && known.sha256 === tensorflow.sha256;
  const version = isKnown ? known.version : await loadBinding(checkout);
  const { source, sha256, folder, installedAt } = tensorflow;
  return [
    {
      name: 'tensorflow',
      version,
      source,
      path: folder,
      sha256,
      installedAt: isKnown ? known.installedAt : installedAt,
    },
    {
      name: 'binding',
      version: `for TensorFlow ${version}`,
      source: 'compiled on this machine from main/engine/native',
      path: binding.path,
      sha256: null,
      installedAt: binding.installedAt,
    },
  ];
}

/**
 * @param {Context} context
 * @returns {Promise<Part>}
 */
async function placePixels(context) {
  const { checkout, progress } = context;
  const found = findPixels(context);
  const pixels = found ?? (await progress.step('Compiling the code for images', () => buildPixels(context)));
  if (found === null && pixels.version === WITHOUT_JPEG) progress.note(SLOWER_JPEG);
  if (!isPixelsLinked(checkout, pixels.path)) linkPixels(checkout, pixels.path);
  return { name: 'pixels', sha256: null, ...pixels };
}

/**
 * Electron is the one part that the rest can do without: the same workbench is served to the browser.
 *
 * @param {Context} context
 * @returns {Promise<Part | null>}
 */
async function placeElectron(context) {
  const { progress } = context;
  try {
    const found = findElectron(context);
    const electron =
      found ??
      (await progress.step('Installing Electron', (onBytes) => obtainElectron({ ...context, onBytes })));
    return { name: 'electron', ...electron };
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    progress.note(`dartboard: ${error.message} Until then the workbench is served to the browser.`);
    return null;
  }
}

/**
 * The tools that the missing parts need; those that are in place need none.
 *
 * @param {Context} context
 * @returns {import('./tools.mjs').Tool[]}
 */
function neededTools(context) {
  const { cache, checkout } = context;
  /** @type {import('./tools.mjs').Tool[]} */
  const tools = [];
  const packages = packagesInPlace(checkout);
  const tensorflow = findTensorflow(context);
  if (!packages) tools.push('npm');
  if (tensorflow === null) tools.push('python3', 'pip');
  const bindings = join(cache, 'binding');
  // Without the packages one cannot know yet which binding will be needed; one that is there is most likely the one.
  const binding =
    packages && tensorflow !== null ? findBinding({ ...context, tensorflow }) !== null : hasEntries(bindings);
  const pixels = packages ? findPixels(context) !== null : hasEntries(join(cache, 'pixels'));
  if (!binding || !pixels) tools.push('g++');
  return tools;
}

/**
 * @param {string} folder
 * @returns {boolean}
 */
function hasEntries(folder) {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder).some((name) => !name.includes('.partial-'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => {
    const flags = process.argv.slice(2);
    const unknown = flags.find((flag) => flag !== '--no-build' && flag !== '--no-electron');
    if (unknown !== undefined)
      throw new SetupProblem(`Unknown option ${unknown}.`, 'Known are --no-build and --no-electron.');
    await ensure({ build: !flags.includes('--no-build'), electron: !flags.includes('--no-electron') });
  });
}
