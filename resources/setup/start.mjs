import { existsSync } from 'node:fs';
import { hasDisplay, sandboxFor } from './display.mjs';
import { ensure } from './ensure.mjs';
import { runInForeground } from './foreground.mjs';
import { partOf } from './manifest.mjs';
import { checkoutPaths, PROJECT_ROOT } from './paths.mjs';
import { runMain } from './problem.mjs';

/**
 * `npm start`: sets up what is missing, then opens the workbench in its window, or without a display serves it and works in
 * the terminal.
 *
 * @param {readonly string[]} args handed on as they are
 * @returns {Promise<number>} the exit code of what was started
 */
async function start(args) {
  const withWindow = hasDisplay();
  const manifest = await ensure({ electron: withWindow });
  const electron = withWindow ? partOf(manifest, 'electron') : null;
  const paths = checkoutPaths(PROJECT_ROOT);
  if (electron !== null && existsSync(paths.electronMain)) {
    const { switches, refusal } = await sandboxFor(electron.path);
    if (refusal === null) return openWindow(electron.path, [...switches, paths.electronMain, ...args]);
    process.stderr.write(`dartboard: ${refusal}\nUntil then the workbench is served to the browser.\n`);
  }
  return runInForeground(process.execPath, [paths.cli, 'start', ...args]);
}

/**
 * @param {string} electron
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function openWindow(electron, args) {
  // DARTBOARD_NODE runs the host: TensorFlow must not load in Electron's own process, and a plain Node.js is newer.
  const env = { ...process.env, DARTBOARD_NODE: process.execPath, DARTBOARD_PROJECT: PROJECT_ROOT };
  // Editors that are Electron themselves leave this in their terminals; it would make ours a plain Node.js.
  Reflect.deleteProperty(env, 'ELECTRON_RUN_AS_NODE');
  return runInForeground(electron, args, { env });
}

await runMain(() => start(process.argv.slice(2)));
