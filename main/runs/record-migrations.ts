/** Records of earlier versions. Reading one changes no file; the first time that one is written again, the old one is kept beside it. */
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { DEFAULT_CARE } from './care.ts';
import { writeDurably } from './durable.ts';
import { unreadable } from './errors.ts';

type Document = Readonly<Record<string, unknown>>;

/** By the format that it begins with: what makes the next format of a record. */
const MIGRATIONS: Readonly<Record<number, (record: Document) => Document>> = {
  // Format 2 says where a run comes from and how it is looked after.
  1: ({ starts, ...record }) => ({
    ...record,
    origin: null,
    care: DEFAULT_CARE,
    starts: Array.isArray(starts) ? starts.map(withMemory) : starts,
  }),
};

/** The first trainers did not note what memory they need. */
function withMemory(start: unknown): unknown {
  const parsed = z.looseObject({ environment: z.looseObject({}) }).safeParse(start);
  if (!parsed.success) return start;
  const { environment } = parsed.data;
  return { ...parsed.data, environment: { ...environment, memory: environment['memory'] ?? null } };
}

/** The document in the given format, whatever earlier format it has; what is no record stays as it is. */
export function migrated(document: unknown, format: number): unknown {
  const parsed = z.looseObject({ format: z.int() }).safeParse(document);
  if (!parsed.success) return document;
  let record: Document = parsed.data;
  for (let at = parsed.data.format; at < format; at++) {
    const migrate = MIGRATIONS[at];
    if (migrate === undefined) return document;
    record = { ...migrate(record), format: at + 1 };
  }
  return record;
}

/**
 * Keeps the record of an earlier format beside the one that is about to replace it: `run.format-1.json`. It is on the disk, whole,
 * when this resolves; one that is there already is the older one, and stays.
 *
 * @throws AppError `runs/unwritable`, `runs/unreadable`
 */
export async function keepOldRecord(path: string, format: number): Promise<void> {
  const copy = join(dirname(path), `run.format-${format}.json`);
  if (existsSync(copy)) return;
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  await writeDurably(copy, [bytes]);
}
