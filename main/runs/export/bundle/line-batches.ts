import type { FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 1 << 20;
const LINE_FEED = 0x0a;
/** Much longer than any line that is written; a file of one endless line must not fill the memory. */
const MOST_LINE_BYTES = 64 << 20;

/** Lines of a log, in order; they are without the line feed. */
export interface LineBatch {
  readonly lines: readonly Buffer[];
  /** Where the last of them ends. */
  readonly endBytes: number;
}

/**
 * The complete lines of a log that may come from anywhere, a batch at a time.
 *
 * @param toBytes - where to end; what is added meanwhile is left out
 * @throws RangeError for a line that is longer than any log has
 */
export async function* lineBatches(file: FileHandle, toBytes: number): AsyncGenerator<LineBatch> {
  /** What was read of a line whose end was not. */
  let held: Buffer[] = [];
  let heldBytes = 0;
  for (let at = 0; at < toBytes;) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, toBytes - at));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    held.push(chunk.subarray(0, bytesRead));
    heldBytes += bytesRead;
    if (chunk.subarray(0, bytesRead).includes(LINE_FEED)) {
      const { lines, rest } = linesIn(Buffer.concat(held));
      [held, heldBytes] = [[rest], rest.length];
      yield { lines, endBytes: at - heldBytes };
    }
    if (heldBytes > MOST_LINE_BYTES) throw new RangeError('one of its lines has no end');
  }
}

function linesIn(text: Buffer): { readonly lines: readonly Buffer[]; readonly rest: Buffer } {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = text.indexOf(LINE_FEED); end >= 0; end = text.indexOf(LINE_FEED, start)) {
    lines.push(text.subarray(start, end));
    start = end + 1;
  }
  return { lines, rest: text.subarray(start) };
}
