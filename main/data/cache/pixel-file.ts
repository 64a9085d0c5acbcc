import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { writeAll } from '../../base/durable.ts';

/** Read at once. */
const CHUNK_BYTES = 2 ** 22;
/** Images are gathered up to here: a small one is not worth a call of the system. */
const GATHERED_BYTES = 2 ** 20;
/** Channels of an image in colour. */
export const COLOURS = 3;

/** A file of pixels that is being written, one image after the other. */
export interface PixelFile {
  /** What was written. */
  readonly bytes: number;
  /** @throws what the file system says */
  append(pixels: Uint8Array): Promise<void>;
  /** Makes three equal channels of the one of everything written so far. @throws what the file system says */
  widen(): Promise<void>;
  /** Brings it to the disk and closes it; nothing where it was removed. @throws what the file system says */
  finish(): Promise<void>;
  /** Closes it and takes it away; then nothing can be written. */
  remove(): Promise<void>;
}

/** Makes the file. @throws what the file system says */
export async function createPixelFile(path: string): Promise<PixelFile> {
  let file: FileHandle | null = await open(path, 'wx+');
  let bytes = 0;
  const gathered = new Uint8Array(GATHERED_BYTES);
  let waiting = 0;
  const close = async (): Promise<void> => {
    const closing = file;
    file = null;
    await closing?.close();
  };
  const opened = (): FileHandle => {
    if (file === null) throw new Error('internal: the file of pixels is closed');
    return file;
  };
  const flush = async (): Promise<void> => {
    const part = gathered.subarray(0, waiting);
    waiting = 0;
    await writeAll(opened(), part);
  };
  return {
    get bytes() {
      return bytes;
    },
    async append(pixels) {
      bytes += pixels.length;
      if (waiting + pixels.length > GATHERED_BYTES) await flush();
      if (pixels.length > GATHERED_BYTES) {
        await writeAll(opened(), pixels);
        return;
      }
      gathered.set(pixels, waiting);
      waiting += pixels.length;
    },
    async widen() {
      if (bytes === 0) return;
      await flush();
      const target = await widenedCopy(opened(), path, bytes);
      await close();
      file = target;
      bytes *= COLOURS;
      await rename(wideNameOf(path), path);
    },
    async finish() {
      if (file === null) return;
      await flush();
      await file.sync();
      await close();
    },
    async remove() {
      await close();
      bytes = 0;
      await rm(path, { force: true });
      await rm(wideNameOf(path), { force: true });
    },
  };
}

const wideNameOf = (path: string): string => `${path}.wider`;

async function widenedCopy(from: FileHandle, path: string, bytes: number): Promise<FileHandle> {
  const target = await open(wideNameOf(path), 'wx+');
  try {
    await copyWidened(from, target, bytes);
    return target;
  } catch (error) {
    await target.close();
    throw error;
  }
}

async function copyWidened(from: FileHandle, to: FileHandle, bytes: number): Promise<void> {
  const chunk = new Uint8Array(Math.min(CHUNK_BYTES, bytes));
  const wide = new Uint8Array(COLOURS * chunk.length);
  for (let at = 0; at < bytes;) {
    const { bytesRead } = await from.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) throw new Error('internal: the file of pixels is shorter than what was written');
    const part = wide.subarray(0, COLOURS * bytesRead);
    widenInto(chunk.subarray(0, bytesRead), part);
    await writeAll(to, part);
    at += bytesRead;
  }
}

/** Three equal channels of one. */
export function widenInto(grey: Uint8Array, target: Uint8Array): void {
  for (let i = 0, at = 0; i < grey.length; i++, at += COLOURS) {
    target.fill(grey[i] ?? 0, at, at + COLOURS);
  }
}
