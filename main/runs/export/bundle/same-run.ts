import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeLine } from '../../event-line.ts';
import { EVENTS, WHILE_COMPUTED } from './file-names.ts';

const CHUNK_BYTES = 1 << 20;
/** Longer than the line that is added to the log of a run under way. */
const ADDED_BYTES = 1024;

/**
 * Whether the run in a folder is the one in the other, at the same point or further: its log begins with all of the other's. Lines
 * carry the times at which they were written, so two logs that begin alike are of one run.
 */
export async function isContinuation(folder: string, of: string): Promise<boolean> {
  const [log, start] = [await open(join(folder, EVENTS), 'r'), await open(join(of, EVENTS), 'r')];
  try {
    return await begins(log, start);
  } finally {
    await log.close();
    await start.close();
  }
}

/** The size of a log without the line that its export added. */
async function ownSize(log: FileHandle): Promise<number> {
  const { size } = await log.stat();
  const from = Math.max(0, size - ADDED_BYTES);
  const tail = Buffer.alloc(size - from);
  await log.read(tail, 0, tail.length, from);
  // Before the last line, whose end is the end of the log.
  const begin = tail.lastIndexOf('\n', -2) + 1;
  const last = decodeLine(tail.subarray(begin, -1));
  const isAdded = last?.type === 'state' && last.message?.endsWith(WHILE_COMPUTED) === true;
  return isAdded ? from + begin : size;
}

async function begins(log: FileHandle, start: FileHandle): Promise<boolean> {
  const size = await ownSize(start);
  if ((await log.stat()).size < size) return false;
  for (let at = 0; at < size; at += CHUNK_BYTES) {
    const length = Math.min(CHUNK_BYTES, size - at);
    const [a, b] = [Buffer.alloc(length), Buffer.alloc(length)];
    await log.read(a, 0, length, at);
    await start.read(b, 0, length, at);
    if (!a.equals(b)) return false;
  }
  return true;
}
