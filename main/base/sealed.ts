/**
 * JSON documents that tell whether they are as they were written: their last field, `crc32`, is the sum of all others. Whoever changes
 * such a file by hand takes that field out.
 */
import { crc32 } from './checksum.ts';

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

/** Of the JSON text without spaces; reading and writing keep the order of the fields. */
function sumOf(document: object): string {
  return crc32(Buffer.from(JSON.stringify(document)))
    .toString(16)
    .padStart(8, '0');
}
