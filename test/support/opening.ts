/** Processes that open data sets, for tests of what they share. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

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
  /** The bundled `open-process.ts`. */
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
