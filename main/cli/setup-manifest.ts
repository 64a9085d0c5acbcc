import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { setupScript } from './places.ts';
import type { Places } from './places.ts';

const partSchema = z.object({
  name: z.enum(['tensorflow', 'binding', 'pixels', 'electron']),
  version: z.string(),
  source: z.string(),
  path: z.string(),
});
const manifestSchema = z.object({
  parts: z.array(partSchema),
  gpu: z.object({ present: z.boolean(), used: z.boolean(), reason: z.string() }),
});
/** What the set-up has put in place. */
export type Manifest = z.infer<typeof manifestSchema>;
/** One part of it. */
export type Part = z.infer<typeof partSchema>;

/** What the set-up of this installation left behind. */
export interface Setup {
  readonly cache: string;
  /** Null before the first set-up. */
  readonly manifest: Manifest | null;
}

/** Reads it. The set-up scripts know where they put things; they come with the program and are not bundled. */
export async function readSetup(places: Places, env: NodeJS.ProcessEnv): Promise<Setup> {
  const script: unknown = await import(pathToFileURL(setupScript(places, 'paths.mjs')).href);
  const { cacheFolder: folderFor } = script as { cacheFolder: (env: NodeJS.ProcessEnv) => string };
  const cache = folderFor(env);
  return { cache, manifest: readManifest(join(cache, 'manifest.json')) };
}

function readManifest(path: string): Manifest | null {
  try {
    return manifestSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? null;
  } catch {
    // Before the first set-up there is none; that it is missing is what a report then says.
    return null;
  }
}
