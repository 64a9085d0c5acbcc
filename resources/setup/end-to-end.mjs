import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasDisplay } from './display.mjs';
import { SetupProblem } from './problem.mjs';
import { runTool } from './run-tool.mjs';
import { findTool, isExecutable } from './tools.mjs';

const SCRIPT = fileURLToPath(new URL('system-packages.sh', import.meta.url));
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_BROWSERS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * @typedef {object} EndToEnd what the end-to-end tests can be run with here
 * @property {'all' | 'electron' | 'browser' | 'none'} scope
 * @property {string | null} electron executable
 * @property {string | null} chromium executable
 * @property {boolean} virtualDisplay whether they are to be run under xvfb-run
 * @property {string[]} missing what is left out and why, a sentence each
 */

/**
 * On Debian and Ubuntu as root, installs the system packages that are missing.
 *
 * @param {{ env: NodeJS.ProcessEnv, progress: import('./progress.mjs').Progress, logFile: string }} options
 */
export async function installSystemPackages({ env, progress, logFile }) {
  if (findTool('dpkg-query', env) === null || findTool('apt-get', env) === null) return;
  const { code, stdout } = await runTool('bash', [SCRIPT, '--check'], { env });
  if (code === 0) return;
  const names = stdout.trim().split('\n').join(' ');
  if (process.getuid?.() !== 0) {
    progress.note(
      `dartboard: System packages for the tests are missing (${names}). Install with: sudo bash ${SCRIPT}`,
    );
    return;
  }
  await progress.step(`Installing system packages (${names})`, async () => {
    const result = await runTool('bash', [SCRIPT], { env, logFile });
    if (result.code === 0) return;
    const fault = /^E: .*/m.exec(result.output)?.[0] ?? `exit code ${result.code}`;
    throw new SetupProblem(
      `The system packages for the tests could not be installed (${fault}).`,
      `Connect this machine to the network, or install them by hand: ${names}; apt-get's output is in ${logFile}.`,
    );
  });
}

/**
 * @param {string | null} electron the executable, where there is one
 * @param {NodeJS.ProcessEnv} [env] DARTBOARD_CHROMIUM overrides the browser
 * @returns {EndToEnd}
 */
export function endToEndScope(electron, env = process.env) {
  const missing = [];
  const display = hasDisplay(env);
  const virtual = !display && findTool('xvfb-run', env) !== null && findTool('xauth', env) !== null;
  const chromium = findChromium(env);
  if (electron === null) missing.push('The tests in Electron are left out: there is no Electron runtime.');
  else if (!display && !virtual)
    missing.push('The tests in Electron are left out: there is no display, and no xvfb-run and xauth.');
  if (chromium === null)
    missing.push(
      'The tests in a browser are left out: there is no Chromium (DARTBOARD_CHROMIUM can name one).',
    );
  const shown = electron !== null && (display || virtual);
  const scope = shown ? (chromium === null ? 'electron' : 'all') : chromium === null ? 'none' : 'browser';
  return { scope, electron: shown ? electron : null, chromium, virtualDisplay: shown && virtual, missing };
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | null}
 */
function findChromium(env) {
  const given = env['DARTBOARD_CHROMIUM'];
  if (given) {
    if (isExecutable(given)) return given;
    throw new SetupProblem(
      `DARTBOARD_CHROMIUM names ${given}, which is not a program.`,
      'Set it to the browser itself.',
    );
  }
  for (const name of BROWSERS) {
    const path = findTool(name, env);
    if (path !== null) return path;
  }
  return MAC_BROWSERS.find((path) => existsSync(join(path))) ?? null;
}
