import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { addonKey, compileAddon } from './compile-addon.mjs';
import { readInstalled, recordInstalled } from './installed.mjs';
import { installByRename, partialOf, removeTree } from './partial.mjs';
import { SetupProblem } from './problem.mjs';
import { runTool } from './run-tool.mjs';
import { findCompiler } from './tools.mjs';

/**
 * @typedef {object} PixelsRequest
 * @property {string} cache
 * @property {ReturnType<import('./paths.mjs').checkoutPaths>} checkout
 * @property {NodeJS.ProcessEnv} env
 */
/**
 * @typedef {object} Pixels
 * @property {string} path the compiled addon in the cache
 * @property {string} version the JPEG library that is in it, in words
 * @property {string} source
 * @property {string} installedAt ISO 8601
 */

const ADDON = 'pixels.node';
/** The version of an addon that leaves JPEG to others. */
export const WITHOUT_JPEG = 'without libjpeg-turbo';
const LOAD_TIMEOUT_MS = 60_000;
/** Where systems keep the headers and libraries of packages; the first ones need not be named to the compiler. */
const PREFIXES = ['/usr', '/usr/local', '/opt/homebrew/opt/jpeg-turbo', '/opt/homebrew'];
const HEADER = join('include', 'jpeglib.h');

/**
 * The addon for images that is compiled already for these sources and this libjpeg-turbo.
 *
 * @param {PixelsRequest} request
 * @returns {Pixels | null}
 */
export function findPixels(request) {
  const folder = folderOf(request);
  const installed = readInstalled(folder);
  if (installed === null) return null;
  const { version, source, installedAt } = installed;
  return { path: join(folder, ADDON), version, source, installedAt };
}

/**
 * Compiles the addon for images (main/data/native). It depends on nothing but Node-API; with libjpeg-turbo's headers it decodes JPEG too, and
 * without them, or when that library turns out not to be usable, JPEG is left to the npm package that decodes all other images.
 *
 * @param {PixelsRequest} request
 * @returns {Promise<Pixels>}
 */
export async function buildPixels(request) {
  const folder = folderOf(request);
  const partial = partialOf(folder);
  mkdirSync(partial);
  try {
    const version = await compileWithJpeg(request, partial);
    const source = `compiled from main/data/native with ${findCompiler(request.env)}`;
    recordInstalled(partial, { name: ADDON, version, source, sha256: null, files: [ADDON] });
    installByRename(partial, folder);
  } finally {
    removeTree(partial);
  }
  const built = findPixels(request);
  if (built === null) throw new Error(`${folder} is gone right after it was made`);
  return built;
}

/**
 * Whether a checkout has this addon where the data room looks for it.
 *
 * @param {ReturnType<import('./paths.mjs').checkoutPaths>} checkout
 * @param {string} addon
 * @returns {boolean}
 */
export function isPixelsLinked({ pixelsAddon }, addon) {
  return existsSync(pixelsAddon) && readFileSync(pixelsAddon).equals(readFileSync(addon));
}

/**
 * Puts the addon where the data room looks for it.
 *
 * @param {ReturnType<import('./paths.mjs').checkoutPaths>} checkout
 * @param {string} addon
 */
export function linkPixels({ pixelsAddon }, addon) {
  const copy = partialOf(pixelsAddon);
  copyFileSync(addon, copy);
  renameSync(copy, pixelsAddon);
}

/**
 * @param {PixelsRequest} request
 * @param {string} folder gets the addon
 * @returns {Promise<string>} its JPEG library
 */
async function compileWithJpeg(request, folder) {
  const prefix = jpegPrefix();
  if (prefix === null) return compile(request, { folder, jpeg: null });
  try {
    return await compile(request, { folder, jpeg: prefix });
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    // It is not libjpeg-turbo, or only half installed: then as if it were not there.
    return compile(request, { folder, jpeg: null });
  }
}

/**
 * @param {PixelsRequest} request
 * @param {{ folder: string, jpeg: string | null }} options
 * @returns {Promise<string>} its JPEG library
 */
async function compile({ cache, checkout, env }, { folder, jpeg }) {
  const addon = join(folder, ADDON);
  const isNamed = jpeg !== null && jpeg !== '/usr';
  await compileAddon({
    what: 'The addon for images',
    sources: checkout.pixelsNative,
    folder,
    addon,
    compileFlags: [
      `-I${join(checkout.nodeModules, 'node-api-headers', 'include')}`,
      ...(jpeg === null ? [] : ['-DDARTBOARD_JPEG']),
      ...(isNamed ? [`-I${join(jpeg, 'include')}`] : []),
    ],
    linkFlags: [...(isNamed ? [`-L${join(jpeg, 'lib')}`] : []), ...(jpeg === null ? [] : ['-ljpeg'])],
    logFile: join(cache, 'logs', 'pixels.log'),
    env,
  });
  return load(addon);
}

/**
 * Loads the addon in a process of its own, which is what shows a library that is missing at run time.
 *
 * @param {string} addon
 * @returns {Promise<string>} its JPEG library
 */
async function load(addon) {
  const script = `process.stdout.write(require(${JSON.stringify(addon)}).jpegLibrary ?? ${JSON.stringify(WITHOUT_JPEG)})`;
  const { code, stdout, output } = await runTool(process.execPath, ['-e', script], {
    timeoutMs: LOAD_TIMEOUT_MS,
  });
  if (code === 0) return stdout;
  const fault = /Error: .*/.exec(output)?.[0] ?? `exit code ${code}`;
  throw new SetupProblem(
    `The addon for images does not load (${fault}).`,
    'If a library is missing, install it and run the command again.',
  );
}

/**
 * @returns {string | null} where libjpeg's header is
 */
function jpegPrefix() {
  return PREFIXES.find((prefix) => existsSync(join(prefix, HEADER))) ?? null;
}

/**
 * @param {PixelsRequest} request
 * @returns {string}
 */
function folderOf({ cache, checkout }) {
  const prefix = jpegPrefix();
  const jpeg = prefix === null ? 'none' : readFileSync(join(prefix, HEADER));
  const headers = readFileSync(join(checkout.nodeModules, 'node-api-headers', 'package.json'));
  return join(cache, 'pixels', addonKey(checkout.pixelsNative, [headers, `${prefix}`, jpeg]));
}
