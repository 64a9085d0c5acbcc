#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { readManifest } from './manifest.mjs';
import { packagesInPlace } from './npm-packages.mjs';
import { cacheFolder, checkoutPaths, PROJECT_ROOT } from './paths.mjs';
import { runMain, SetupProblem } from './problem.mjs';
import { builtStamp, sourceStamp } from './stamp.mjs';

/** The `dartboard` command: the program itself, in this process, after a look at whether all is in place. */
async function dartboard() {
  const paths = checkoutPaths(PROJECT_ROOT);
  const isSetUp = existsSync(paths.addon) && readManifest(cacheFolder()) !== null && packagesInPlace(paths);
  if (!isSetUp)
    throw new SetupProblem(
      'Dartboard is not set up here.',
      `Run "npm start" or "npm test" once in ${PROJECT_ROOT}.`,
    );
  if (builtStamp(paths.dist) !== sourceStamp(PROJECT_ROOT)) {
    const { build } = await import('./build.mjs');
    await build();
  }
  process.argv[1] = paths.cli;
}

let ready = false;
await runMain(async () => {
  await dartboard();
  ready = true;
});
// Outside runMain: what the program itself throws and exits with is its own.
if (ready) await import(pathToFileURL(checkoutPaths(PROJECT_ROOT).cli).href);
