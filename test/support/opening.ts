/** Processes that open data sets, for tests of what they share. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { z } from 'zod';

/** The bundled `open-process.ts`, in a folder of its own. */
export interface BundledOpening {
  readonly path: string;
  remove(): Promise<void>;
}

/** Bundles it as the build does: packages stay outside, so the folder is where they are found. */
export async function bundleOpening(): Promise<BundledOpening> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const folder = await mkdtemp(join(root, 'node_modules', '.opening-'));
  const path = join(folder, 'open-process.mjs');
  await build({
    input: join(root, 'test', 'support', 'open-process.ts'),
    platform: 'node',
    external: /^[^./\0]/,
    output: { file: path, format: 'esm', codeSplitting: false },
    logLevel: 'warn',
  });
  return { path, remove: () => rm(folder, { recursive: true }) };
}

const opened = z.strictObject({
  id: z.string(),
  kind: z.string(),
  notes: z.array(z.string()),
  /** SHA-256 of all pixels. */
  pixels: z.string(),
});

/** What a process says of the set that it opened. */
export type OpenedThere = z.output<typeof opened>;

/** Which set, and where to keep it. */
export interface ThereOptions {
  readonly entry: string;
  readonly path: string;
  readonly dataDir: string;
  /** How many processes, which begin at the same moment. */
  readonly count: number;
  /** No file may grow beyond, in KiB; null: as the system has it. */
  readonly fileLimit: number | null;
}

/** Opens a set in processes of their own. */
export async function openThere({
  entry,
  path,
  dataDir,
  count,
  fileLimit,
}: ThereOptions): Promise<OpenedThere[]> {
  const limit = fileLimit === null ? '' : `ulimit -f ${String(fileLimit)}; `;
  const processes = Array.from({ length: count }, () =>
    spawn('bash', ['-c', `${limit}exec "$@"`, 'bash', process.execPath, entry, path, dataDir], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  await Promise.all(processes.map(({ stdout }) => once(stdout, 'data')));
  return Promise.all(
    processes.map(async ({ stdin, stdout }) => {
      stdin.end('go\n');
      return opened.parse(JSON.parse(await text(stdout)));
    }),
  );
}
