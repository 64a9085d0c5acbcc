'use strict';

// What the official Electron does with its argument: several checkouts share this runtime, and each names its own file.
const { app } = require('electron');
const { existsSync, readFileSync, statSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');

/** The first argument that is no switch; the environment wins, for starters that cannot pass an argument. */
const given =
  process.env.DARTBOARD_APP || process.argv.slice(1).find((argument) => !argument.startsWith('-'));

if (given === undefined || !existsSync(given)) {
  const what = given === undefined ? 'No application was named' : `There is no application at ${given}`;
  process.stderr.write(`dartboard: ${what}. Run "npm start" in the project.\n`);
  app.exit(1);
} else {
  const path = resolve(given);
  // Not in the public interface, but what the official executable's own starter calls.
  const settable = /** @type {import('electron').App & { setAppPath(path: string): void }} */ (app);
  settable.setAppPath(statSync(path).isDirectory() ? path : dirname(path));
  require(mainFile(path));
}

/**
 * @param {string} path a file, or a folder with a package.json
 * @returns {string}
 */
function mainFile(path) {
  if (!statSync(path).isDirectory()) return path;
  const { main = 'index.js' } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  return join(path, main);
}
