import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireDiskSpace } from './disk.mjs';
import { installByRename, partialOf, removeTree } from './partial.mjs';
import { SetupProblem } from './problem.mjs';
import { runTool } from './run-tool.mjs';
import { findNpm } from './tools.mjs';

/** @typedef {ReturnType<import('./paths.mjs').checkoutPaths>} Checkout */
/** @typedef {Record<string, { version?: string, optional?: boolean, peer?: boolean }>} Packages */

const MARK = '.dartboard-lock-hash';
const NEEDED_BYTES = 900e6;

/**
 * Whether node_modules is what package-lock.json says.
 *
 * @param {Checkout} checkout
 * @returns {boolean}
 */
export function packagesInPlace(checkout) {
  const mark = join(checkout.nodeModules, MARK);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lockHash(checkout)) return true;
  return installedByHand(checkout);
}

/**
 * Installs the packages of package-lock.json without running their scripts: what those would fetch is our business. They
 * are installed beside node_modules and moved there when complete, so that a kill leaves either the old or the new ones.
 *
 * @param {Checkout} checkout
 * @param {{ cache: string, env: NodeJS.ProcessEnv }} options
 */
export async function installPackages(checkout, { cache, env }) {
  await requireDiskSpace(checkout.root, NEEDED_BYTES, {
    what: 'node_modules',
    remedy: 'Free some space and run the command again.',
  });
  const npm = findNpm(env);
  if (npm === null) throw new SetupProblem('npm is missing.', 'Install with: apt-get install npm');
  const staging = partialOf(join(checkout.staging, 'npm'));
  mkdirSync(staging);
  try {
    for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
      if (existsSync(join(checkout.root, name))) copyFileSync(join(checkout.root, name), join(staging, name));
    }
    const args = [
      'ci',
      '--ignore-scripts',
      '--include=dev',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      '--fetch-retries=1',
      '--prefix',
      staging,
    ];
    const logFile = join(cache, 'logs', 'npm.log');
    const result = await runTool(npm.program, [...npm.args, ...args], { cwd: staging, env, logFile });
    if (result.code !== 0) throw npmProblem(result.output, logFile);
    writeFileSync(join(staging, 'node_modules', MARK), lockHash(checkout));
    installByRename(join(staging, 'node_modules'), checkout.nodeModules);
  } finally {
    removeTree(staging);
  }
}

/**
 * Whether npm itself, run by a person, has installed exactly these packages: npm leaves a record of what it installed.
 *
 * @param {Checkout} checkout
 * @returns {boolean}
 */
function installedByHand(checkout) {
  const record = join(checkout.nodeModules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = packagesOf(checkout.lockFile);
  const present = packagesOf(record);
  const satisfied = Object.entries(wanted).every(([path, { version, optional, peer }]) => {
    const found = present[path];
    // Packages for other platforms are left out.
    return found === undefined
      ? path === '' || optional === true || peer === true
      : found.version === version;
  });
  return satisfied && Object.keys(present).every((path) => path in wanted);
}

/**
 * @param {string} lockFile
 * @returns {Packages}
 */
function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
}

/**
 * @param {Checkout} checkout
 * @returns {string}
 */
function lockHash(checkout) {
  return createHash('sha256').update(readFileSync(checkout.lockFile)).digest('hex');
}

/**
 * @param {string} output
 * @param {string} logFile
 * @returns {SetupProblem}
 */
function npmProblem(output, logFile) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET/.test(output)) {
    return new SetupProblem(
      'The npm packages could not be downloaded: no package registry can be reached.',
      'Connect this machine to the network, or tell npm its registry or proxy (npm config set registry ...), and run the command again.',
    );
  }
  if (/ENOSPC/.test(output)) {
    return new SetupProblem(
      'The disk became full while the npm packages were installed.',
      'Free about 1 GB and run the command again.',
    );
  }
  const fault = /npm (?:error|ERR!) (?!code)(.*)/.exec(output)?.[1] ?? 'no message';
  return new SetupProblem(
    `The npm packages could not be installed (${fault}).`,
    `npm's output is in ${logFile}.`,
  );
}
