import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { partialOf, removeTree } from './partial.mjs';
import { SetupProblem } from './problem.mjs';
import { runTool } from './run-tool.mjs';
import { Unavailable } from './sources.mjs';
import { findPython } from './tools.mjs';

/** @typedef {import('./pins.mjs').Wheel} Wheel */

const POLL_MS = 250;

/**
 * Downloads one wheel with pip, so that the person's own settings for mirrors and proxies hold. The target's Python and
 * platform are named, so any pip of any Python does.
 *
 * @param {Wheel} wheel
 * @param {object} options
 * @param {string} options.path where the file is to be
 * @param {{ version: string, abi: string }} options.python whose wheel it is
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} options.logFile
 * @param {import('./progress.mjs').OnBytes} options.onBytes
 * @throws {Unavailable} when pip does not get it
 */
export async function downloadWheel(wheel, { path, python, env, logFile, onBytes }) {
  const interpreter = findPython(env);
  if (interpreter === null) throw new Unavailable('python3 is missing');
  const folder = partialOf(path);
  mkdirSync(folder, { recursive: true });
  // pip writes to its temporary folder first: keep that on the disk that was checked, and where it is cleaned up.
  const pipEnv = { ...env, TMPDIR: folder, TEMP: folder, TMP: folder };
  const watch = setInterval(() => onBytes(sizeOfTree(folder), wheel.sizeBytes), POLL_MS);
  try {
    const result = await runTool(interpreter, pipArguments(wheel, { folder, python }), {
      env: pipEnv,
      logFile,
    });
    if (result.code !== 0) throw pipFailure(result.output, { wheel, logFile });
    renameSync(join(folder, wheel.file), path);
  } finally {
    clearInterval(watch);
    removeTree(folder);
  }
}

/**
 * @param {Wheel} wheel
 * @param {{ folder: string, python: { version: string, abi: string } }} options
 * @returns {string[]}
 */
function pipArguments(wheel, { folder, python }) {
  return [
    ...['-m', 'pip', 'download', '--no-deps', '--no-cache-dir', '--disable-pip-version-check', '--no-input'],
    ...['--progress-bar', 'off', '--retries', '2', '--only-binary', ':all:', '--implementation', 'cp'],
    ...['--python-version', python.version, '--abi', python.abi, '--abi', 'none'],
    ...['--platform', wheel.wheelPlatform, '--dest', folder, `${wheel.name}==${wheel.version}`],
  ];
}

/**
 * @param {string} output
 * @param {{ wheel: Wheel, logFile: string }} options
 * @returns {Error}
 */
function pipFailure(output, { wheel, logFile }) {
  if (/No space left on device/.test(output)) {
    return new SetupProblem(
      `The disk became full while ${wheel.file} was downloaded.`,
      'Free some space, or set DARTBOARD_CACHE to a folder on a larger disk.',
    );
  }
  const offline =
    /NewConnectionError|Name or service not known|Temporary failure in name resolution|Failed to establish/i;
  if (offline.test(output))
    return new Unavailable('no package index can be reached (no network, or a proxy that pip does not know)');
  return new Unavailable(`pip did not get ${wheel.name} ${wheel.version}, see ${logFile}`);
}

/**
 * @param {string} folder
 * @returns {number} bytes
 */
function sizeOfTree(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    bytes += entry.isDirectory() ? sizeOfTree(path) : (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  }
  return bytes;
}
