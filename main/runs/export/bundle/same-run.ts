import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { EVENTS } from './file-names.ts';

const CHUNK_BYTES = 1 << 20;

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

async function begins(log: FileHandle, start: FileHandle): Promise<boolean> {
  const { size } = await start.stat();
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
