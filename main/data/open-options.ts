/** What the opening of a data set is told. */
import type { SetPlaces } from './locate.ts';

/** What a long opening is at. */
export interface OpenProgress {
  /** `reading`: the reader's own files; `images`: images, one by one; `storing`: the cache is written. */
  readonly phase: 'reading' | 'images' | 'storing';
  readonly done: number;
  /** Null where nobody knows. */
  readonly total: number | null;
}

/** Where data sets are looked for, and who is told of what is done. */
export interface OpenOptions extends SetPlaces {
  /** Most bytes that decoded data sets may take in `dataDir`; 32 GiB when left out, 0 for none. */
  readonly cacheBytes?: number;
  /** Is told of each step of an opening that reads files; nothing is read when the cache has the set. */
  readonly onProgress?: (progress: OpenProgress) => void;
  /** Is told in a sentence what one should know, beside the result. */
  readonly onNote?: (sentence: string) => void;
  /** Ends an opening that takes too long. Nothing of it is left behind; the promise fails with the signal's reason. */
  readonly signal?: AbortSignal;
}
