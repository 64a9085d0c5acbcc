import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestHome } from './runs.ts';

/** Makes all that was written seem to be old: what is as young as the look at it is read again, as it may be written still. */
export async function age({ paths }: TestHome): Promise<void> {
  const before = Date.now() / 1000 - 3600;
  for (const run of await readdir(paths.runs).catch(() => [])) {
    const folder = join(paths.runs, run);
    for (const name of await readdir(folder)) await utimes(join(folder, name), before, before);
  }
}
