import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { writeAll } from '../../base/durable.ts';
import { unwritable } from '../errors.ts';

const CHUNK_BYTES = 1 << 20;

/** A new file that many small parts are added to. */
export interface Sink {
  /** Keeps the part until the next flush. */
  add(part: string | Uint8Array): void;
  /** Writes what was added. @throws AppError `runs/unwritable` */
  flush(): Promise<void>;
  /** Writes the rest, brings it to the disk and closes the file. @throws AppError `runs/unwritable` */
  end(): Promise<void>;
  /** Closes the file as it is; after `end` nothing. */
  dispose(): Promise<void>;
}

/** Opens a file that does not exist yet. @throws AppError `runs/unwritable` */
export async function openSink(path: string): Promise<Sink> {
  let file: FileHandle | null;
  try {
    file = await open(path, 'wx');
  } catch (error) {
    throw unwritable(path, error);
  }
  let parts: Uint8Array[] = [];
  let text = '';
  const settle = (): void => {
    if (text !== '') parts.push(Buffer.from(text));
    text = '';
  };
  const guarded = async (work: (file: FileHandle) => Promise<void>): Promise<void> => {
    if (file === null) return;
    try {
      await work(file);
    } catch (error) {
      throw unwritable(path, error);
    }
  };
  const flush = (): Promise<void> =>
    guarded(async (opened) => {
      settle();
      const bytes = Buffer.concat(parts);
      parts = [];
      await writeAll(opened, bytes);
    });
  const dispose = async (): Promise<void> => {
    const opened = file;
    file = null;
    await opened?.close();
  };
  return {
    add(part) {
      if (typeof part !== 'string') {
        settle();
        parts.push(part);
        return;
      }
      text += part;
      // A text is built from pieces that all lie about until it is made whole.
      if (text.length >= CHUNK_BYTES) settle();
    },
    flush,
    async end() {
      await flush();
      await guarded((opened) => opened.sync());
      await dispose();
    },
    dispose,
  };
}
