import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { partialOf } from './partial.mjs';
import { SetupProblem } from './problem.mjs';
import { runTool } from './run-tool.mjs';

/** @typedef {ReturnType<import('./paths.mjs').checkoutPaths>} Checkout */
/** @typedef {{ addon: string, libraryFolder: string }} Target */

const LOAD_TIMEOUT_MS = 120_000;

/**
 * Whether a checkout has this addon and these libraries.
 *
 * @param {Checkout} checkout
 * @param {Target} target
 * @returns {boolean}
 */
export function isLinked(checkout, { addon, libraryFolder }) {
  return linkTarget(checkout.libraryLink) === libraryFolder && sameContent(checkout.addon, addon);
}

/**
 * Puts the addon, and a link to the libraries beside it, where the engine's loader looks. The addon is copied, not linked: Node.js
 * resolves links before it loads, and then the addon would look for the libraries relative to the cache.
 *
 * @param {Checkout} checkout
 * @param {Target} target
 */
export function linkBinding(checkout, { addon, libraryFolder }) {
  mkdirSync(dirname(checkout.libraryLink), { recursive: true });
  const link = partialOf(checkout.libraryLink);
  symlinkSync(libraryFolder, link, 'dir');
  renameSync(link, checkout.libraryLink);
  const copy = partialOf(checkout.addon);
  copyFileSync(addon, copy);
  renameSync(copy, checkout.addon);
}

/**
 * Loads the addon in a process of its own, which is what shows a missing system library or a foreign processor.
 *
 * @param {Checkout} checkout
 * @returns {Promise<string>} the version that TensorFlow's library says it has
 */
export async function loadBinding(checkout) {
  const script = `process.stdout.write(require(${JSON.stringify(checkout.addon)}).version)`;
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  const { code, stdout, output } = await runTool(process.execPath, ['-e', script], {
    env,
    timeoutMs: LOAD_TIMEOUT_MS,
  });
  if (code === 0 && /^\d+\.\d+/.test(stdout)) return stdout;
  const fault = /Error: .*/.exec(output)?.[0] ?? `exit code ${code}`;
  throw new SetupProblem(
    `TensorFlow's library does not load (${fault}).`,
    'The library needs a 64-bit x86 or Arm processor and glibc 2.27 or newer; "ldd" on the file shows what is missing.',
  );
}

/**
 * @param {string} path
 * @returns {string | null}
 */
function linkTarget(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : null;
}

/**
 * @param {string} a
 * @param {string} b
 * @returns {boolean}
 */
function sameContent(a, b) {
  const sizeA = statSync(a, { throwIfNoEntry: false })?.size;
  return (
    sizeA !== undefined &&
    sizeA === statSync(b, { throwIfNoEntry: false })?.size &&
    readFileSync(a).equals(readFileSync(b))
  );
}
