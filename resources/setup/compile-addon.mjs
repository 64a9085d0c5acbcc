import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { removeTree } from './partial.mjs';
import { SetupProblem } from './problem.mjs';
import { runTool } from './run-tool.mjs';
import { findCompiler } from './tools.mjs';

/**
 * @typedef {object} Compilation
 * @property {string} what the addon in words, at the beginning of a sentence
 * @property {string} sources the folder of its sources
 * @property {string} folder gets the objects, and what a killed compiler leaves behind
 * @property {string} addon the file to make
 * @property {string[]} compileFlags beside those that all addons have
 * @property {string[]} linkFlags likewise
 * @property {string} logFile
 * @property {NodeJS.ProcessEnv} env
 */

/** Addons are compiled for the very processor they will run on: that is worth a factor of two. */
const COMPILE_FLAGS = [
  '-O3',
  process.arch === 'arm64' ? '-mcpu=native' : '-march=native',
  '-fno-math-errno',
  '-fno-trapping-math',
  '-fPIC',
  '-std=c++17',
  '-DNAPI_VERSION=8',
];
const LINK_FLAGS = process.platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared'];

/**
 * Compiles all sources of a folder to a Node-API addon, without node-gyp.
 *
 * @param {Compilation} compilation
 */
export async function compileAddon({ what, sources, folder, addon, logFile, env, ...flags }) {
  const compiler = findCompiler(env);
  if (compiler === null) {
    throw new SetupProblem(
      `${what} must be compiled, and g++ is missing.`,
      'Install with: apt-get install g++',
    );
  }
  const names = sourcesIn(sources).filter((name) => name.endsWith('.cc'));
  const objects = names.map((name) => join(folder, `${name}.o`));
  /** @param {string[]} args */
  const run = async (args) => {
    // A killed compiler leaves its temporary files: here they are found and removed.
    const { code, output } = await runTool(compiler, args, { env: { ...env, TMPDIR: folder }, logFile });
    if (code === 0) return;
    const said = output.trim().split('\n')[0];
    // A compiler that the system ends, for want of memory, says nothing.
    const fault = /error: .*/.exec(output)?.[0] ?? (said || `exit code ${code}`);
    throw new SetupProblem(
      `${what} does not compile (${fault}).`,
      `The compiler's whole output is in ${logFile}.`,
    );
  };
  await Promise.all(
    names.map((name, i) =>
      run([...COMPILE_FLAGS, ...flags.compileFlags, '-c', join(sources, name), '-o', objects[i] ?? '']),
    ),
  );
  await run([...LINK_FLAGS, '-o', addon, ...objects, ...flags.linkFlags]);
  objects.forEach(removeTree);
}

/**
 * A name for an addon that is another one whenever anything is that it is made of.
 *
 * @param {string} sources the folder of its sources
 * @param {readonly (string | Buffer)[]} rest what else it depends on
 * @returns {string} a folder name
 */
export function addonKey(sources, rest) {
  const hash = createHash('sha256');
  for (const name of sourcesIn(sources)) hash.update(readFileSync(join(sources, name)));
  for (const one of rest) hash.update(one);
  const machine = [COMPILE_FLAGS, LINK_FLAGS, process.platform, process.arch, processor()];
  return hash.update(JSON.stringify(machine)).digest('hex').slice(0, 16);
}

/**
 * What the compiler takes for the native processor: a cache may be shared by machines that differ in it.
 *
 * @returns {string}
 */
function processor() {
  const linux = '/proc/cpuinfo';
  const flags = existsSync(linux) ? /^(flags|Features)\s*:.*$/m.exec(readFileSync(linux, 'utf8'))?.[0] : null;
  return flags ?? cpus()[0]?.model ?? '';
}

/**
 * @param {string} folder
 * @returns {string[]} file names, sorted
 */
function sourcesIn(folder) {
  return readdirSync(folder)
    .filter((name) => /\.(cc|h)$/.test(name))
    .sort();
}
