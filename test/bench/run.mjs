/** `npm run bench`. */
import { cacheFolder, checkoutPaths, PROJECT_ROOT } from '../../resources/setup/paths.mjs';
import { runMain } from '../../resources/setup/problem.mjs';
import { findPython } from '../../resources/setup/tools.mjs';
import { runBundled } from '../support/scripts/run-bundled.mjs';

await runMain(() =>
  runBundled(new URL('main.ts', import.meta.url), ({ benchmark }) =>
    benchmark(process.argv.slice(2), {
      project: PROJECT_ROOT,
      cli: checkoutPaths(PROJECT_ROOT).cli,
      cache: cacheFolder(),
      basePython: findPython(),
    }),
  ),
);
