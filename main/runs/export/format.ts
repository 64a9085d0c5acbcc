import type { StoredRun } from '../summary.ts';

/** What an export is made with besides its runs. */
export interface ExportContext {
  /** Where to write: a new file, or an empty folder. */
  readonly path: string;
  /** `0.1.0`. */
  readonly appVersion: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** Is told what was left out, a sentence each. */
  readonly onNote: (sentence: string) => void;
}

/** A form in which runs leave the store. */
export interface ExportFormat {
  /** One line for people. */
  readonly title: string;
  readonly kind: 'file' | 'folder';
  readonly runs: 'one' | 'several';
  /** @throws AppError `runs/...`; what was written by then does not matter */
  readonly write: (runs: readonly StoredRun[], context: ExportContext) => Promise<void>;
}
