/** `npm run bench:runs`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensure } from '../../../resources/setup/ensure.mjs';
import { checkoutPaths, PROJECT_ROOT } from '../../../resources/setup/paths.mjs';
import { runMain } from '../../../resources/setup/problem.mjs';

await runMain(async () => {
  await ensure({ electron: false, build: false });
  const { staging } = checkoutPaths(PROJECT_ROOT);
  mkdirSync(staging, { recursive: true });
  // Below the checkout, where the packages that they import are found; the runs lie where there is room for them.
  const programs = mkdtempSync(join(staging, 'bench-runs-'));
  const folder = mkdtempSync(join(tmpdir(), 'dartboard-bench-runs-'));
  process.on('exit', () => {
    for (const made of [programs, folder]) rmSync(made, { recursive: true, force: true });
  });
  const { benchmarkRuns } = await import(pathToFileURL(await bundle('main', programs)).href);
  const program = await bundle('catalog-process', programs);
  try {
    return await benchmarkRuns(process.argv.slice(2), { project: PROJECT_ROOT, folder, program });
  } catch (error) {
    if (error.name !== 'ScriptProblem') throw error;
    process.stderr.write(`dartboard: ${error.message}\n`);
    return 1;
  }
});

/**
 * @param {string} name
 * @param {string} folder
 */
async function bundle(name, folder) {
  const { rolldown } = await import('rolldown');
  const input = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const external = (/** @type {string} */ id) => /^[^./\0]/.test(id) && !/^[A-Za-z]:[\\/]/.test(id);
  const made = await rolldown({ input, platform: 'node', external, logLevel: 'warn' });
  const file = join(folder, `${name}.mjs`);
  await made.write({ file, format: 'esm', codeSplitting: false });
  await made.close();
  return file;
}
