import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupProblem } from './problem.mjs';
import { runTool } from './run-tool.mjs';

const OLDEST_NODE = 20;

/** What Debian, macOS and others call the package that brings a tool. */
const REMEDIES = {
  npm: { debian: 'apt-get install npm', darwin: 'brew install node' },
  python3: { debian: 'apt-get install python3 python3-pip', darwin: 'brew install python' },
  pip: { debian: 'apt-get install python3-pip', darwin: 'python3 -m ensurepip --upgrade' },
  'g++': { debian: 'apt-get install g++', darwin: 'xcode-select --install' },
  tar: { debian: 'apt-get install tar', darwin: 'brew install gnu-tar' },
};

/** @typedef {keyof typeof REMEDIES} Tool */

/**
 * Where a program is.
 *
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | null} its path, or null when the PATH does not have it
 */
export function findTool(name, env = process.env) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(delimiter)) {
    for (const ending of endings) {
      const path = join(folder, name + ending);
      if (folder !== '' && isExecutable(path)) return path;
    }
  }
  return null;
}

/**
 * Whether a path names a program that may be run.
 *
 * @param {string} path
 * @returns {boolean}
 */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Refuses a Node.js that is too old. */
export function requireNode(version = process.versions.node) {
  if (Number(version.split('.')[0]) >= OLDEST_NODE) return;
  throw new SetupProblem(
    `Dartboard needs Node.js ${OLDEST_NODE} or newer, and this is ${version}.`,
    'Install a newer one, for instance from nodejs.org or with nvm, and run the command again.',
  );
}

/**
 * Refuses to begin without the tools that the missing parts need: better now than after ten minutes of downloads.
 *
 * @param {readonly Tool[]} tools `pip` stands for the module of python3
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function requireTools(tools, env = process.env) {
  /** @type {Tool[]} */
  const missing = [];
  for (const tool of tools) if (!(await hasTool(tool, env))) missing.push(tool);
  const named = missing.includes('python3') ? missing.filter((tool) => tool !== 'pip') : missing;
  if (named.length === 0) return;
  const list = named.length === 1 ? `${named[0]} is missing` : `${named.join(' and ')} are missing`;
  throw new SetupProblem(`To set up, ${list}.`, `Install with: ${named.map(remedy).join(' && ')}`);
}

/**
 * The Python program of this platform.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | null}
 */
export function findPython(env = process.env) {
  return findTool('python3', env) ?? (process.platform === 'win32' ? findTool('python', env) : null);
}

/**
 * The C++ compiler.
 *
 * @param {NodeJS.ProcessEnv} [env] CXX overrides
 * @returns {string | null}
 */
export function findCompiler(env = process.env) {
  return env['CXX']
    ? (findTool(env['CXX'], env) ?? absoluteIfThere(env['CXX']))
    : (findTool('g++', env) ?? findTool('clang++', env));
}

/**
 * How npm is run: the npm that runs us, or else the one on the PATH.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ program: string, args: string[] } | null}
 */
export function findNpm(env = process.env) {
  const running = env['npm_execpath'];
  if (running?.endsWith('npm-cli.js') && existsSync(running))
    return { program: process.execPath, args: [running] };
  const found = findTool('npm', env);
  return found === null ? null : { program: found, args: [] };
}

/**
 * @param {Tool} tool
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<boolean>}
 */
async function hasTool(tool, env) {
  if (tool === 'npm') return findNpm(env) !== null;
  if (tool === 'g++') return findCompiler(env) !== null;
  if (tool === 'python3') return findPython(env) !== null;
  if (tool === 'tar') return findTool('tar', env) !== null;
  const python = findPython(env);
  return python !== null && (await runTool(python, ['-m', 'pip', '--version'], { env })).code === 0;
}

/**
 * @param {Tool} tool
 * @returns {string} a command
 */
function remedy(tool) {
  const { debian, darwin } = REMEDIES[tool];
  return process.platform === 'darwin' ? darwin : debian;
}

/**
 * @param {string} path
 * @returns {string | null}
 */
function absoluteIfThere(path) {
  return isExecutable(path) ? path : null;
}
