/** Reading the lines of a log, forwards and backwards, a portion at a time: the event loop turns between two portions. */
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { systemCode } from '../base/system-failure.ts';
import { unreadable } from './errors.ts';

const LINE_FEED = 0x0a;
/** Decoding the lines of so many bytes takes about 10 ms. */
const PORTION_BYTES = 1 << 19;
/** Much more than a portion: on a busy machine each read waits for its turn. */
const READ_BYTES = 1 << 22;
const FIRST_BLOCK_BYTES = 64 << 10;
const LARGEST_BLOCK_BYTES = 4 << 20;

/** Told of a line without its line feed, and where in the file it begins. The bytes are valid only during the call. */
export type OnLine = (line: Buffer, at: number) => void;

/** A part of a file. */
export interface LineRange {
  /** Where a line begins. */
  readonly from: number;
  readonly to: number;
  readonly onLine: OnLine;
}

/**
 * What `work` makes of the file, which it gets open; `absent` where there is none.
 *
 * @throws AppError `runs/unreadable`
 */
export async function withFile<T>(
  path: string,
  absent: T,
  work: (file: FileHandle) => Promise<T>,
): Promise<T> {
  try {
    const file = await open(path, 'r');
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return absent;
    throw unreadable(path, error);
  }
}

/** Reads whole lines; resolves to the offset after the last one. */
export async function readLines(file: FileHandle, { from, to, onLine }: LineRange): Promise<number> {
  let buffer = Buffer.allocUnsafe(Math.max(1, Math.min(2 * READ_BYTES, to - from)));
  /** Bytes in the buffer: the beginning of a line whose end is not read yet. */
  let held = 0;
  let done = from;
  for (let at = from; at < to;) {
    if (held === buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length);
    const wanted = Math.min(buffer.length - held, READ_BYTES, to - at);
    const { bytesRead } = await file.read(buffer, held, wanted, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    held += bytesRead;
    const offset = done;
    const used = await wholeLines(buffer.subarray(0, held), (line, start) => onLine(line, offset + start));
    buffer.copyWithin(0, used, held);
    held -= used;
    done += used;
  }
  return done;
}

/** Hands out the whole lines, a portion at a time; gives the position after the last. */
async function wholeLines(text: Buffer, onLine: OnLine): Promise<number> {
  for (let used = 0; ;) {
    const start = used;
    used += someLines(text.subarray(start), (line, lineStart) => onLine(line, start + lineStart));
    if (used - start < PORTION_BYTES) return used;
    await setImmediate();
  }
}

/** Hands out whole lines, not many more than a portion; gives the position after the last. */
function someLines(text: Buffer, onLine: OnLine): number {
  let start = 0;
  for (let end = text.indexOf(LINE_FEED); end >= 0; end = text.indexOf(LINE_FEED, start)) {
    onLine(text.subarray(start, end), start);
    start = end + 1;
    if (start >= PORTION_BYTES) break;
  }
  return start;
}

/**
 * Reads whole lines, the last first, in blocks that grow.
 *
 * @param isEnough - asked after each block
 */
export async function readLinesBackwards(
  file: FileHandle,
  { to, onLine, isEnough }: Pick<LineRange, 'to' | 'onLine'> & { readonly isEnough: () => boolean },
): Promise<void> {
  /** What was read last begins within a line, whose beginning lies before it. */
  let rest = Buffer.alloc(0);
  let length = FIRST_BLOCK_BYTES;
  for (let end = to; end > 0;) {
    const from = Math.max(0, end - length);
    const block = Buffer.concat([await readAt(file, from, end - from), rest]);
    // Without a line feed, this is a part of what follows the last one, which is no line.
    const first = from === 0 ? 0 : block.indexOf(LINE_FEED) + 1;
    const lines: [line: Buffer, at: number][] = [];
    for (let start = first, end = 0; ; start = end + 1) {
      end = block.indexOf(LINE_FEED, start);
      if (end < 0) break;
      lines.push([block.subarray(start, end), from + start]);
    }
    for (const [line, at] of lines.reverse()) onLine(line, at);
    if (isEnough()) return;
    rest = block.subarray(0, first);
    end = from;
    length = Math.min(2 * length, LARGEST_BLOCK_BYTES);
  }
}

/** As many bytes as there are, at most `length`. */
export async function readAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, from + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
