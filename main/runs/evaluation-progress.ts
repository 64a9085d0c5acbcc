/** How far an evaluation is, beside those that are kept: `evaluations/<id>.progress`, gone when it has ended. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunPaths } from './paths.ts';

const schema = z.strictObject({ done: z.int().nonnegative(), images: z.int().positive() });

/** How many of the images are predicted. */
export type EvaluationProgress = z.output<typeof schema>;

const fileOf = ({ evaluations }: RunPaths, id: string): string => join(evaluations, `${id}.progress`);

/** Says how far the evaluation of that id is. @throws what the file system says */
export async function tellProgress(paths: RunPaths, id: string, progress: EvaluationProgress): Promise<void> {
  await mkdir(paths.evaluations, { recursive: true });
  await writeFile(fileOf(paths, id), JSON.stringify(progress));
}

/** Nothing more is to be said. @throws what the file system says */
export const forgetProgress = (paths: RunPaths, id: string): Promise<void> =>
  rm(fileOf(paths, id), { force: true });

/** How far it is; null where nothing is known: it has not begun, has ended, or is just being written. */
export async function progressOf(paths: RunPaths, id: string): Promise<EvaluationProgress | null> {
  try {
    return schema.safeParse(JSON.parse(await readFile(fileOf(paths, id), 'utf8'))).data ?? null;
  } catch {
    // It is shown for a moment, and looked at again soon.
    return null;
  }
}
