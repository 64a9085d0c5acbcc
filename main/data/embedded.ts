import { FASHION_MNIST_CLASSES } from './class-names.ts';
import type { ReaderName } from './registry.ts';

/** A data set that comes with the installation. */
export interface EmbeddedDataset {
  /** For a person: what it is. */
  readonly title: string;
  /** Its folder, relative to `resources`. */
  readonly folder: string;
  readonly reader: ReaderName;
  /** The reader's configuration, what the files do not say. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** The data sets in `resources/data`, by name. */
export const EMBEDDED: Readonly<Record<string, EmbeddedDataset>> = {
  'fashion-mnist-small': {
    title: 'Fashion-MNIST, the first 1,000 training and 200 test images of each class',
    folder: 'data/fashion-mnist-small',
    reader: 'idx',
    config: {
      name: 'fashion-mnist-small',
      classes: FASHION_MNIST_CLASSES,
    },
  },
};

/** A corpus that comes with the installation. */
interface EmbeddedCorpus {
  readonly title: string;
  /** Relative to `resources`. */
  readonly folder: string;
}

/** The corpora in `resources/data`, by name. */
export const EMBEDDED_CORPORA: Readonly<Record<string, EmbeddedCorpus>> = {
  'moby-dick': {
    title: 'Moby-Dick (Melville 1851), 193,000 words of training text, prepared as Penn Treebank',
    folder: 'data/moby-dick',
  },
};

/** Whether something of that name comes with the installation. */
export const isEmbedded = (name: string): boolean =>
  Object.hasOwn(EMBEDDED, name) || Object.hasOwn(EMBEDDED_CORPORA, name);
