/**
 * JSON documents that tell whether they are as they were written: their last field, `crc32`, is the sum of all others. Whoever changes
 * such a file by hand takes that field out.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf } from '../base/errors.ts';
import { crc32 } from './checksum.ts';
import { runsError, unreadable } from './errors.ts';

const FIELD = 'crc32';

/** What is wrong with a document whose sum is not that of its fields. */
export const BROKEN_SEAL =
  'its sum is wrong, so it is not as it was written (if it was changed on purpose, remove its field "crc32")';

/** The document as a text, with its sum. */
export function sealed(document: object): string {
  return `${JSON.stringify({ ...document, [FIELD]: sumOf(document) }, null, 2)}\n`;
}

/** A document without its sum, and whether that was right; one without a sum is taken as it is. */
export function unsealed(value: unknown): { readonly document: unknown; readonly isAsWritten: boolean } {
  if (typeof value !== 'object' || value === null || !(FIELD in value)) {
    return { document: value, isAsWritten: true };
  }
  const { [FIELD]: sum, ...document } = value;
  return { document, isAsWritten: sum === sumOf(document) };
}

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

/** Of the JSON text without spaces; reading and writing keep the order of the fields. */
function sumOf(document: object): string {
  return crc32(Buffer.from(JSON.stringify(document)))
    .toString(16)
    .padStart(8, '0');
}
