/** `npm run bench`: sets up what is missing, bundles the benchmark and runs it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensure } from '../../resources/setup/ensure.mjs';
import { cacheFolder, checkoutPaths, PROJECT_ROOT } from '../../resources/setup/paths.mjs';
import { runMain } from '../../resources/setup/problem.mjs';
import { findPython } from '../../resources/setup/tools.mjs';

async function bench() {
  await ensure({ electron: false });
  const folder = mkdtempSync(join(tmpdir(), 'dartboard-bench-'));
  // Also when it is interrupted.
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  try {
    const { benchmark } = await import(pathToFileURL(await bundle(folder)).href);
    return await benchmark(process.argv.slice(2), {
      project: PROJECT_ROOT,
      cli: checkoutPaths(PROJECT_ROOT).cli,
      cache: cacheFolder(),
      basePython: findPython(),
    });
  } catch (error) {
    if (error.name !== 'BenchProblem') throw error;
    process.stderr.write(`dartboard: ${error.message}\n`);
    return 1;
  }
}

/** Bundles the benchmark, its packages included: it lies where none are found. */
async function bundle(folder) {
  const { rolldown } = await import('rolldown');
  const input = fileURLToPath(new URL('main.ts', import.meta.url));
  const made = await rolldown({ input, platform: 'node', logLevel: 'warn' });
  const file = join(folder, 'bench.mjs');
  await made.write({ file, format: 'esm', codeSplitting: false });
  await made.close();
  return file;
}

await runMain(bench);
