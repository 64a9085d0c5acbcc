import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

/** A bundled program, in a folder of its own. */
export interface Bundled {
  readonly folder: string;
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Bundles a program as the build does: packages stay outside, so the folder lies where they are found.
 *
 * @param entry - from the project's folder
 */
export async function bundleProgram(entry: string): Promise<Bundled> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const folder = await mkdtemp(join(root, 'node_modules', '.bundled-'));
  const path = join(folder, 'program.mjs');
  await build({
    input: join(root, entry),
    platform: 'node',
    external: /^[^./\0]/,
    output: { file: path, format: 'esm', codeSplitting: false },
    logLevel: 'warn',
  });
  return { folder, path, remove: () => rm(folder, { recursive: true, force: true }) };
}
