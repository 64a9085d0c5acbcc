import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the end-to-end tests can be run in here; null where it is missing. `npm test` says loudly what is left out. */
export interface Runtimes {
  readonly chromium: string | null;
  readonly electron: string | null;
}

/** The checkout. */
export const ROOT = resolve(import.meta.dirname, '..', '..');

/** The bundled program. */
export const CLI = join(ROOT, 'dist', 'main', 'cli.js');

/** The bundled shell. */
export const SHELL = join(ROOT, 'dist', 'electron', 'main.cjs');

/**
 * The runtimes that the test runner has found (DARTBOARD_E2E and what goes with it), or else what is found now.
 *
 * @throws Error if the program was not built
 */
export async function findRuntimes(env: NodeJS.ProcessEnv = process.env): Promise<Runtimes> {
  if (!existsSync(CLI)) throw new Error(`There is no ${CLI}: run "npm run build" first.`);
  const scope = env['DARTBOARD_E2E'];
  if (scope === undefined) return detect(env);
  const wants = (what: string): boolean => scope === 'all' || scope === what;
  return {
    chromium: wants('browser') ? (env['DARTBOARD_CHROMIUM'] ?? null) : null,
    electron: wants('electron') ? (env['DARTBOARD_TEST_ELECTRON'] ?? null) : null,
  };
}

interface SetupScripts {
  readonly endToEndScope: (
    electron: string | null,
    env: NodeJS.ProcessEnv,
  ) => Runtimes & { readonly virtualDisplay: boolean };
  readonly readManifest: (cache: string) => object | null;
  readonly partOf: (manifest: object | null, name: string) => { readonly path: string } | null;
  readonly cacheFolder: (env: NodeJS.ProcessEnv) => string;
}

async function detect(env: NodeJS.ProcessEnv): Promise<Runtimes> {
  const load = async (file: string): Promise<SetupScripts> =>
    (await import(pathToFileURL(join(ROOT, 'resources', 'setup', file)).href)) as SetupScripts;
  const { cacheFolder } = await load('paths.mjs');
  const { readManifest, partOf } = await load('manifest.mjs');
  const { endToEndScope } = await load('end-to-end.mjs');
  const electron = partOf(readManifest(cacheFolder(env)), 'electron')?.path ?? null;
  const scope = endToEndScope(electron, env);
  // A virtual display is the test runner's to provide; without it there is none.
  return { chromium: scope.chromium, electron: scope.virtualDisplay ? null : scope.electron };
}
