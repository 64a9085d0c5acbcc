/** Bytes that are read from any place: a stretch of a file on disk, or what was unpacked into memory. */
import { closeSync, openSync, readSync } from 'node:fs';
import { asUnreadable } from '../data-file.ts';
import type { Stretch } from '../data-file.ts';

/** Bytes that are read from any place. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** Fills the target as far as there are bytes, and says how many there were. @throws AppError `data/unreadable` */
  read(position: number, target: Uint8Array): number;
  close(): void;
}

/** A stretch of a file. @throws AppError `data/unreadable` */
export function diskSource({ path, start, length }: Stretch): ByteSource {
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw asUnreadable(path, error);
    }
  };
  const file = attempt(() => openSync(path, 'r'));
  return {
    sizeBytes: length,
    read: (position, target) => {
      const wanted = Math.max(0, Math.min(target.length, length - position));
      return wanted === 0 ? 0 : attempt(() => readSync(file, target, 0, wanted, start + position));
    },
    close: () => {
      closeSync(file);
    },
  };
}

const PAGE_BYTES = 2 ** 20;

/** Memory that is filled in pieces and is never there twice. */
export interface Pages extends ByteSource {
  add(chunk: Uint8Array): void;
}

/** Empty memory. */
export function createPages(): Pages {
  const pages: Uint8Array[] = [];
  let sizeBytes = 0;
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    add(chunk) {
      for (let taken = 0; taken < chunk.length;) {
        const within = sizeBytes % PAGE_BYTES;
        if (within === 0) pages.push(new Uint8Array(PAGE_BYTES));
        const part = chunk.subarray(taken, taken + PAGE_BYTES - within);
        pages.at(-1)?.set(part, within);
        taken += part.length;
        sizeBytes += part.length;
      }
    },
    read(position, target) {
      const wanted = Math.max(0, Math.min(target.length, sizeBytes - position));
      for (let done = 0; done < wanted;) {
        const within = (position + done) % PAGE_BYTES;
        const page = pages[Math.floor((position + done) / PAGE_BYTES)];
        const part = page?.subarray(within, within + wanted - done) ?? new Uint8Array(0);
        target.set(part, done);
        done += part.length;
      }
      return wanted;
    },
    close: () => {
      pages.length = 0;
    },
  };
}
