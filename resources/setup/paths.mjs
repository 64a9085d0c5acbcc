import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that these scripts belong to. */
export const PROJECT_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * The per-user folder that holds everything downloaded or compiled; several checkouts share it.
 *
 * @param {NodeJS.ProcessEnv} [env] DARTBOARD_CACHE overrides the place that the platform prescribes
 * @param {NodeJS.Platform} [platform] the operating system
 * @returns {string} an absolute path; the folder need not exist yet
 */
export function cacheFolder(env = process.env, platform = process.platform) {
  if (env['DARTBOARD_CACHE']) return resolve(env['DARTBOARD_CACHE']);
  const home = env['HOME'] || homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'dartboard');
  if (platform === 'win32') {
    return join(env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), 'dartboard', 'Cache');
  }
  // The XDG specification says that a relative XDG_CACHE_HOME is to be ignored.
  const xdg = env['XDG_CACHE_HOME'];
  return join(xdg?.startsWith('/') ? xdg : join(home, '.cache'), 'dartboard');
}

/**
 * The name of a platform in pins.json and in folder names, such as `linux-x64`.
 *
 * @returns {string}
 */
export function platformName() {
  return `${process.platform}-${process.arch}`;
}

/**
 * Where the places inside a checkout are that set-up writes to.
 *
 * @param {string} root the checkout
 */
export function checkoutPaths(root) {
  // Where Node.js finds a package, so that the programs can ask for their addons by name from wherever they are bundled to.
  const engine = join(root, 'node_modules', 'dartboard-engine');
  return {
    root,
    nodeModules: join(root, 'node_modules'),
    /** Staging place on the same file system as the checkout, so that a rename installs. */
    staging: join(root, '.dartboard'),
    lockFile: join(root, 'package-lock.json'),
    native: join(root, 'main', 'engine', 'native'),
    pixelsNative: join(root, 'main', 'data', 'native'),
    addon: join(engine, 'index.node'),
    libraryLink: join(engine, 'lib'),
    pixelsAddon: join(root, 'node_modules', 'dartboard-pixels', 'index.node'),
    dist: join(root, 'dist'),
    cli: join(root, 'dist', 'main', 'cli.js'),
    electronMain: join(root, 'dist', 'electron', 'main.cjs'),
  };
}
