/** `npm run bench:data`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, checkoutPaths, PROJECT_ROOT } from '../../../resources/setup/paths.mjs';
import { runMain } from '../../../resources/setup/problem.mjs';
import { findPython } from '../../../resources/setup/tools.mjs';
import { runBundled } from '../../support/scripts/run-bundled.mjs';

await runMain(() =>
  runBundled(new URL('main.ts', import.meta.url), async ({ benchmarkData }) => {
    const { staging, dist } = checkoutPaths(PROJECT_ROOT);
    mkdirSync(staging, { recursive: true });
    // Below the checkout, where the packages that it imports are found.
    const folder = mkdtempSync(join(staging, 'bench-data-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    return benchmarkData(process.argv.slice(2), {
      project: PROJECT_ROOT,
      ours: await bundleOurs(folder),
      worker: join(dist, 'main', 'data-worker.js'),
      folder,
      cache: cacheFolder(),
      basePython: findPython(),
    });
  }),
);

/** @param {string} folder */
async function bundleOurs(folder) {
  const { rolldown } = await import('rolldown');
  const input = fileURLToPath(new URL('ours.ts', import.meta.url));
  const external = (/** @type {string} */ id) => /^[^./\0]/.test(id) && !/^[A-Za-z]:[\\/]/.test(id);
  const made = await rolldown({ input, platform: 'node', external, logLevel: 'warn' });
  const file = join(folder, 'ours.mjs');
  await made.write({ file, format: 'esm', codeSplitting: false });
  await made.close();
  return file;
}
