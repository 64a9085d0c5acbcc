/** `npm run experiment:NAME`. */
import { checkoutPaths, PROJECT_ROOT } from '../../resources/setup/paths.mjs';
import { runMain } from '../../resources/setup/problem.mjs';
import { runBundled } from '../support/scripts/run-bundled.mjs';

await runMain(() =>
  runBundled(new URL('main.ts', import.meta.url), ({ experiment }) =>
    experiment(process.argv.slice(2), { project: PROJECT_ROOT, cli: checkoutPaths(PROJECT_ROOT).cli }),
  ),
);
