import { searchConfigSchema } from './config.ts';
import type { SearchConfig } from './config.ts';

/** Settings to begin from, and where they come from. */
export interface SearchPreset {
  readonly title: string;
  /** The paper and section, or why this project chose them. */
  readonly source: string;
  readonly config: SearchConfig;
}

const preset = (title: string, source: string, config: unknown): SearchPreset => ({
  title,
  source,
  config: searchConfigSchema.parse(config),
});

/** DARTS, cnn/train_search.py. */
const DARTS_SEARCH = {
  network: { initChannels: 16, cells: 8 },
  batch: 64,
  epochs: 50,
  weights: { learningRate: { max: 0.025, min: 0.001 }, weightDecay: 3e-4 },
  augment: { crop: { padding: 4 }, flip: true },
};

/** The defaults of sharpDARTS, cnn/train_search.py, in the 60 epochs of the paper. */
const SHARP_SEARCH = {
  ...DARTS_SEARCH,
  epochs: 60,
  weights: {
    learningRate: { schedule: 'cosinePower', max: 0.025, min: 1e-4, power: 2, warmupEpochs: 5 },
    weightDecay: 3e-4,
  },
};

/** The search of IS-DARTS's code on CIFAR-10: all images train the weights, and the test images are looked at for the log only. */
const IMPORTANCE_SEARCH = {
  batch: 64,
  weights: { learningRate: { max: 0.025, min: 0.001 }, weightDecay: 3e-4, nesterov: true },
  augment: { crop: { padding: 4 }, flip: true },
  trainPortion: 1,
};

const IMPORTANCE_CODE = 'He, Liu, Zhang, Zheng 2024, arXiv:2312.12648; its code';
const importanceOf = (shrinks: number, interval: number) => ({
  name: 'importance',
  options: { shrinks, interval },
});

/** DARTS as the authors of NAS-Bench-201 run it: the zero operation may be derived. */
const BENCHMARK_SEARCH = {
  ...DARTS_SEARCH,
  space: 'nasbench201',
  network: { initChannels: 16, cells: 15 },
  weights: { learningRate: { max: 0.025, min: 0.001 }, weightDecay: 5e-4, nesterov: true },
};
const BENCHMARK_DERIVATION = { derive: 'keep-none' };
const BENCHMARK_CODE = 'Dong, Yang 2020, arXiv:2001.00326; AutoDL-Projects';

const SHARP_PAPER = 'Hundt, Jain, Hager 2019, arXiv:1903.09900';

/** The search over channel counts, as the README of sharpDARTS's code gives it. */
const MULTI_CHANNEL = {
  ...SHARP_SEARCH,
  space: 'multichannelnet',
  method: { name: 'darts' },
  network: { initChannels: 32, cells: 8 },
  augment: { crop: { padding: 4 }, flip: true, autoAugment: 'cifar10', cutout: { length: 16 } },
};

/** Presets of searches. */
export const SEARCH_PRESETS = {
  tiny: preset('A few seconds, for tests', 'This project: the smallest supernet that has both cells', {
    space: 'darts',
    method: { name: 'darts', options: { alphas: { learningRate: 3e-3 } } },
    network: { initChannels: 2, cells: 3 },
    batch: 16,
    epochs: 1,
    weights: { learningRate: { max: 0.025, min: 0.001 }, weightDecay: 3e-4 },
    augment: {},
    partialBatch: 'drop',
    images: 256,
    evaluationBatch: 128,
  }),
  quick: preset(
    'Three minutes on two cores',
    'This project: DARTS, section 3.1 of arXiv:1806.09055, scaled down',
    {
      space: 'darts',
      method: { name: 'darts', options: { alphas: { learningRate: 6e-3 } } },
      network: { initChannels: 4, cells: 5 },
      batch: 32,
      epochs: 3,
      weights: { learningRate: { max: 0.05, min: 0.001 }, weightDecay: 3e-4 },
      augment: { crop: { padding: 2 }, flip: true },
      partialBatch: 'drop',
      images: 5000,
    },
  ),
  darts: preset(
    'DARTS on CIFAR-10, first order',
    'Liu, Simonyan, Yang 2019, arXiv:1806.09055, section 3.1; cnn/train_search.py',
    { ...DARTS_SEARCH, space: 'darts', method: { name: 'darts' } },
  ),
  'darts-second': preset(
    'DARTS on CIFAR-10, second order',
    'Liu, Simonyan, Yang 2019, arXiv:1806.09055, section 3.1; cnn/train_search.py --unrolled',
    {
      ...DARTS_SEARCH,
      space: 'darts',
      method: { name: 'darts', options: { order: 'second' } },
    },
  ),
  sharpdarts: preset(
    'sharpDARTS on CIFAR-10, scalar',
    `${SHARP_PAPER}, section 3.3 (60 epochs); the search that SHARP_DARTS was published from`,
    { ...DARTS_SEARCH, space: 'sharpdarts', method: { name: 'darts' }, batch: 32, epochs: 60 },
  ),
  'sharpdarts-max-w': preset(
    'sharpDARTS on CIFAR-10, Max-W',
    `${SHARP_PAPER}, section 4.2; the search that SHARP_DARTS_MAX_W was published from`,
    {
      ...SHARP_SEARCH,
      space: 'sharpdarts',
      method: { name: 'darts', options: { weighting: 'maxW' } },
      batch: 24,
      epochs: 120,
      augment: { ...SHARP_SEARCH.augment, autoAugment: 'cifar10', cutout: { length: 16 } },
    },
  ),
  sharper: preset(
    'SHARPER on CIFAR-10',
    `${SHARP_PAPER}, section 3.3 (60 epochs); cnn/train_search.py --primitives SHARPER_PRIMITIVES`,
    { ...SHARP_SEARCH, space: 'sharper', method: { name: 'darts' } },
  ),
  'sharpsepconv-darts': preset(
    'SharpSepConvDARTS on CIFAR-10',
    `${SHARP_PAPER}, section 3.3 (60 epochs); cnn/train_search.py --primitives DARTS_PRIMITIVES`,
    { ...SHARP_SEARCH, space: 'sharpsepconv-darts', method: { name: 'darts' } },
  ),
  'isdarts-quick': preset(
    'IS-DARTS in a few minutes on two cores',
    'This project: the search of IS-DARTS, arXiv:2312.12648, scaled down',
    {
      ...IMPORTANCE_SEARCH,
      space: 'isdarts',
      method: importanceOf(4, 1),
      network: { initChannels: 4, cells: 5 },
      batch: 32,
      epochs: 6,
      augment: { crop: { padding: 2 }, flip: true },
      partialBatch: 'drop',
      images: 2500,
    },
  ),
  'isdarts-cifar': preset('IS-DARTS on CIFAR-10', `${IMPORTANCE_CODE}, its search in the space of DARTS`, {
    ...IMPORTANCE_SEARCH,
    space: 'isdarts',
    method: importanceOf(7, 3),
    network: { initChannels: 16, cells: 8 },
    epochs: 50,
  }),
  'isdarts-nasbench201': preset(
    'IS-DARTS on NAS-Bench-201 over CIFAR-10',
    `${IMPORTANCE_CODE}, its search in the space of NAS-Bench-201`,
    {
      ...IMPORTANCE_SEARCH,
      space: 'nasbench201',
      method: importanceOf(4, 2),
      network: { initChannels: 16, cells: 15 },
      epochs: 30,
    },
  ),
  'darts-nasbench201': preset(
    'DARTS on NAS-Bench-201 over CIFAR-10, first order',
    `${BENCHMARK_CODE}, DARTS-V1`,
    { ...BENCHMARK_SEARCH, method: { name: 'darts', options: BENCHMARK_DERIVATION } },
  ),
  'darts-nasbench201-second': preset(
    'DARTS on NAS-Bench-201 over CIFAR-10, second order',
    `${BENCHMARK_CODE}, DARTS-V2`,
    {
      ...BENCHMARK_SEARCH,
      method: { name: 'darts', options: { ...BENCHMARK_DERIVATION, order: 'second' } },
    },
  ),
  'isdarts-imagenet': preset(
    'IS-DARTS on ImageNet',
    `${IMPORTANCE_CODE}, its search on a tenth of ImageNet's images, drawn once: bring those as the data set`,
    {
      ...IMPORTANCE_SEARCH,
      space: 'isdarts',
      method: importanceOf(7, 3),
      network: { kind: 'imagenet', initChannels: 16, cells: 8 },
      batch: 256,
      epochs: 50,
      weights: {
        ...IMPORTANCE_SEARCH.weights,
        learningRate: { max: 0.05, min: 0.001 },
        clip: null,
      },
      augment: { resizedCrop: { size: 224 }, flip: true },
      view: { resize: 256, crop: 224 },
    },
  ),
  'multichannelnet-quick': preset(
    'Channels and operations, in minutes on two cores',
    'This project: the search of sharpDARTS over channel counts, arXiv:1903.09900, section 4, scaled down',
    {
      space: 'multichannelnet-small',
      method: { name: 'darts', options: { weighting: 'maxW', alphas: { learningRate: 6e-3 } } },
      network: { initChannels: 8, cells: 4 },
      batch: 64,
      epochs: 5,
      weights: { learningRate: { max: 0.05, min: 0.001 }, weightDecay: 3e-4 },
      augment: { crop: { padding: 2 }, flip: true },
      partialBatch: 'drop',
      images: 5000,
    },
  ),
  multichannelnet: preset(
    'Channels and operations of MultiChannelNet, scalar',
    `${SHARP_PAPER}, section 4 (60 epochs; the README of the code has 120); cnn/train_search.py --multi_channel`,
    MULTI_CHANNEL,
  ),
  'multichannelnet-maxw': preset(
    'Channels and operations of MultiChannelNet, Max-W',
    `${SHARP_PAPER}, section 4; cnn/train_search.py --multi_channel --weighting_algorithm max_w`,
    { ...MULTI_CHANNEL, method: { name: 'darts', options: { weighting: 'maxW' } } },
  ),
} as const satisfies Record<string, SearchPreset>;
