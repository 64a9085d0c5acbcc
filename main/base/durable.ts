/** Writing that survives a power cut: a file has its old content or its new one, never a part. */
import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Tells apart what one process writes at the same time. */
let written = 0;
/** Most that the system takes at once is just below 2 GiB. */
const MOST_AT_ONCE = 2 ** 30;

/**
 * Writes a file in one step: to a temporary name, to the disk, to its name; then the name to the disk.
 *
 * @param path - replaced if it exists; its folder exists
 * @param parts - the content, in order
 * @throws what the file system says; the file is then as it was
 */
export async function writeDurably(path: string, parts: readonly (string | Uint8Array)[]): Promise<void> {
  const temporary = `${path}.tmp-${String(process.pid)}-${String(++written)}`;
  try {
    const file = await open(temporary, 'w');
    try {
      for (const part of parts) await writeAll(file, typeof part === 'string' ? Buffer.from(part) : part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Writes every byte: a single write may take fewer. */
export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, at, Math.min(bytes.length - at, MOST_AT_ONCE));
    at += bytesWritten;
  }
}

/** Brings the names in a folder to the disk. Windows does so by itself and cannot open folders. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
