import { readFile, rename, writeFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { unwritable } from '../../runs/index.ts';
import type { HomePaths } from '../../runs/index.ts';

const schema = z.strictObject({
  format: z.literal(1),
  search: z.string(),
  train: z.string().nullable(),
  preset: z.string(),
});

/** Which runs the sample project consists of. */
export interface SampleRecord {
  readonly search: string;
  /** Null as long as the cell is not being trained. */
  readonly train: string | null;
  readonly preset: string;
}

const fileOf = ({ home }: HomePaths): string => join(home, 'sample.json');

/** The sample project; null before its first start. A damaged record counts as none: the runs themselves are not touched. */
export async function readSample(paths: HomePaths): Promise<SampleRecord | null> {
  const text = await readFile(fileOf(paths), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const { search, train, preset } = schema.parse(JSON.parse(text));
    return { search, train, preset };
  } catch {
    return null;
  }
}

/** @throws AppError `runs/unwritable` */
export async function writeSample(paths: HomePaths, { search, train, preset }: SampleRecord): Promise<void> {
  const file = fileOf(paths);
  const partial = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(partial, `${JSON.stringify({ format: 1, search, train, preset })}\n`);
    await rename(partial, file);
  } catch (thrown) {
    throw unwritable(file, thrown);
  }
}
