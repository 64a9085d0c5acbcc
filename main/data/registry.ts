import { idx } from './readers/idx.ts';
import type { AnyReaderDef } from './reader.ts';

/** Every layout of data sets that can be opened, tried in this order. */
export const READERS = { idx } as const satisfies Record<string, AnyReaderDef>;

/** Id of a reader. */
export type ReaderName = keyof typeof READERS;
