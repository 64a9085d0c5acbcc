import type { z } from 'zod';
import type { DatasetParts } from './dataset.ts';
import type { Listing } from './listing.ts';

/** What a reader saw in a folder that it can open. */
export interface Match {
  /** For a person: what the folder holds. */
  readonly summary: string;
}

/** A layout of data sets on disk. */
export interface ReaderDef<C> {
  /** The layout in a few words, as error messages and dialogs list it. */
  readonly title: string;
  /** What may be said about a folder that its files do not say. */
  readonly config: z.ZodType<C>;
  /** Recognizes the layout by the first bytes of the files; must not fail on damaged ones, and must not take a file that was given alone for
   *  a set that it is no part of. */
  detect(listing: Listing): Match | null;
  /** Finds, reads and checks everything; images in files of their own are only listed. @throws AppError `data/...` naming the file */
  open(listing: Listing, config: C): Promise<DatasetParts>;
}

/** A reader of any layout: its `config` schema makes what its `open` takes. */
export type AnyReaderDef = ReaderDef<unknown>;
