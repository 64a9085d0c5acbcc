/** Runs a program of this folder's neighbours that is written in TypeScript: sets up what is missing and bundles it first. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensure } from '../../../resources/setup/ensure.mjs';

/**
 * @param {URL} input the program
 * @param {(module: any) => Promise<number>} run
 * @returns {Promise<number>} the exit code
 */
export async function runBundled(input, run) {
  await ensure({ electron: false });
  const folder = mkdtempSync(join(tmpdir(), 'dartboard-script-'));
  // Also when it is interrupted.
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  try {
    return await run(await import(pathToFileURL(await bundle(input, folder)).href));
  } catch (error) {
    if (error.name !== 'ScriptProblem') throw error;
    process.stderr.write(`dartboard: ${error.message}\n`);
    return 1;
  }
}

/** Bundles the program, its packages included: it lies where none are found. */
async function bundle(input, folder) {
  const { rolldown } = await import('rolldown');
  const made = await rolldown({ input: fileURLToPath(input), platform: 'node', logLevel: 'warn' });
  const file = join(folder, 'script.mjs');
  await made.write({ file, format: 'esm', codeSplitting: false });
  await made.close();
  return file;
}
