/** Sealed documents of runs, read from their files. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf } from '../base/errors.ts';
import { BROKEN_SEAL, sealed, unsealed } from '../base/sealed.ts';
import { runsError, unreadable } from './errors.ts';

export { BROKEN_SEAL, sealed, unsealed };

/** How a sealed document is read. */
export interface SealedFile {
  /** The latest format that is understood. */
  readonly format: number;
  /** The error for a file that is not what it should be. */
  readonly damaged: (problem: string, cause: unknown) => Error;
}

const withFormat = z.object({ format: z.number() });

/**
 * The document in a file, if it is as it was written and of a known format.
 *
 * @throws AppError `runs/unreadable`, `runs/newer-format`, what `damaged` makes
 */
export async function readSealed(path: string, { format, damaged }: SealedFile): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(messageOf(error), error);
  }
  const { document, isAsWritten } = unsealed(value);
  if (!isAsWritten) throw damaged(BROKEN_SEAL, null);
  const found = withFormat.safeParse(document);
  if (found.success && found.data.format > format) {
    throw runsError('runs/newer-format', { file: path, found: String(found.data.format), known: format });
  }
  return document;
}
