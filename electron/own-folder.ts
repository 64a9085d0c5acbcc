import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the window keeps what is its own. */
export interface OwnFolder {
  readonly path: string;
  /** Why it is not the one that was wanted, in words for a person; null where it is. */
  readonly problem: string | null;
  /** Removes a folder that was only made for this time. */
  remove(): void;
}

/** Larger than a file system keeps beside a file's name: a full disk shows. */
const PROBE_BYTES = 4096;

/**
 * The folder if it can be written. Otherwise one for this time alone: without any, Chromium ends the program before there is a
 * window, and says nothing that a person could understand. On a disk that is full or read-only the runs can then be looked at.
 *
 * @throws Error where there is no place for temporary files either
 */
export function ownFolder(wanted: string): OwnFolder {
  try {
    mkdirSync(wanted, { recursive: true });
    const probe = join(wanted, `.writable-${process.pid}`);
    try {
      writeFileSync(probe, Buffer.alloc(PROBE_BYTES));
    } finally {
      rmSync(probe, { force: true });
    }
    return { path: wanted, problem: null, remove: () => undefined };
  } catch (error) {
    const path = mkdtempSync(join(tmpdir(), 'dartboard-window-'));
    const why = error instanceof Error ? error.message : String(error);
    return {
      path,
      problem: `${wanted} cannot be written (${why}). The window forgets its settings when it is closed.`,
      remove: () => rmSync(path, { recursive: true, force: true }),
    };
  }
}
