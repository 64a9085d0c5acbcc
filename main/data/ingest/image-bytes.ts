import { open, readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { encodedFile } from '../encoded.ts';
import type { EncodedFiles } from '../encoded.ts';

/** Archives that are open at once: more than images are read at once, so none is closed while it is read. */
const MOST_OPEN = 64;

/** Reads encoded images as they lie there. */
export interface ImageBytes {
  /** For a person: where an image is. */
  pathOf(index: number): string;
  /** @throws what the file system says; of an archive that is cut short, what is there */
  read(index: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a table of encoded images. */
export function openImageBytes(files: EncodedFiles): ImageBytes {
  const archives = new Map<string, Promise<FileHandle>>();
  const archive = (path: string): Promise<FileHandle> => {
    const found = archives.get(path) ?? open(path, 'r');
    // Set anew, it is the last in the order of the map.
    archives.delete(path);
    archives.set(path, found);
    const [oldest] = archives;
    if (archives.size > MOST_OPEN && oldest !== undefined) {
      archives.delete(oldest[0]);
      void closed(oldest[1]);
    }
    return found;
  };
  return {
    pathOf: (index) => encodedFile(files, index).shownPath,
    async read(index) {
      const { path, start, length } = encodedFile(files, index);
      return files.starts === null ? readFile(path) : stretch(await archive(path), start, length);
    },
    async close() {
      await Promise.all([...archives.values()].map(closed));
      archives.clear();
    },
  };
}

async function closed(opening: Promise<FileHandle>): Promise<void> {
  const [opened] = await Promise.allSettled([opening]);
  if (opened.status === 'fulfilled') await opened.value.close();
}

async function stretch(file: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const { bytesRead } = await file.read(bytes, at, length - at, start + at);
    if (bytesRead === 0) return bytes.subarray(0, at);
    at += bytesRead;
  }
  return bytes;
}
