import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

/** The bundled data worker, in a folder of its own. */
export interface BundledWorker {
  readonly folder: string;
  readonly path: string;
  remove(): Promise<void>;
}

/** Bundles the data worker. What it loads by name when it runs is found from its folder. */
export async function bundleDataWorker(): Promise<BundledWorker> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const folder = await mkdtemp(join(root, 'node_modules', '.data-worker-'));
  const path = join(folder, 'data-worker.mjs');
  await build({
    input: join(root, 'main', 'data', 'worker.ts'),
    platform: 'node',
    output: { file: path, format: 'esm' },
    logLevel: 'warn',
  });
  return { folder, path, remove: () => rm(folder, { recursive: true }) };
}
