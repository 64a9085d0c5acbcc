import { cifar101 } from './readers/cifar-10.1.ts';
import { cifarBinary } from './readers/cifar-binary.ts';
import { cifarPickle } from './readers/cifar-pickle.ts';
import { idx } from './readers/idx.ts';
import type { AnyReaderDef } from './reader.ts';

/** Every layout of data sets that can be opened, tried in this order: the layouts without a magic number last. */
export const READERS = {
  idx,
  'cifar-pickle': cifarPickle,
  'cifar-10.1': cifar101,
  'cifar-binary': cifarBinary,
} as const satisfies Record<string, AnyReaderDef>;

/** Id of a reader. */
export type ReaderName = keyof typeof READERS;
