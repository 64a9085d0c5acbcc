import { cifar101 } from './readers/cifar-10.1.ts';
import { cifarBinary } from './readers/cifar-binary.ts';
import { cifarPickle } from './readers/cifar-pickle.ts';
import { csv } from './readers/csv.ts';
import { idx } from './readers/idx.ts';
import { imageFolder } from './readers/image-folder.ts';
import { imagenet } from './readers/imagenet.ts';
import { imagenet16 } from './readers/imagenet16.ts';
import { npz } from './readers/npz.ts';
import { sprites } from './readers/sprites.ts';
import type { AnyReaderDef } from './reader.ts';

/** Every layout of data sets that can be opened, tried in this order: the layouts without a magic number last. */
export const READERS = {
  idx,
  // Its files would pass for pickles of CIFAR.
  imagenet16,
  'cifar-pickle': cifarPickle,
  'cifar-10.1': cifar101,
  npz,
  'cifar-binary': cifarBinary,
  imagenet,
  csv,
  'image-folder': imageFolder,
  // After folders of images, which may have a sheet of samples and a list of their classes beside them.
  sprites,
} as const satisfies Record<string, AnyReaderDef>;

/** Id of a reader. */
export type ReaderName = keyof typeof READERS;
