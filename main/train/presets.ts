import { assert } from '../base/assert.ts';
import type { Wiring } from '../spaces/index.ts';
import { trainConfigSchema } from './config.ts';
import type { CellNetworkSettings, PathNetworkSettings, TrainConfig } from './config.ts';

/** Settings to begin from, and where they come from. */
export interface TrainPreset {
  readonly title: string;
  /** The paper and section or the script, or why this project chose them. */
  readonly source: string;
  /** Whether the preset says what the names of primitives stand for, whatever a published genotype came with. */
  readonly decidesOps: boolean;
  /** The cells that it is for. */
  readonly wiring: Wiring;
  readonly config: TrainConfig;
}

/** A preset for cells. */
interface CellPreset extends TrainPreset {
  readonly config: TrainConfig & { readonly network: CellNetworkSettings };
}

/** A preset for paths through a hypercuboid. */
interface PathPreset extends TrainPreset {
  readonly config: TrainConfig & { readonly network: PathNetworkSettings };
}

/** What a preset is written as. */
interface Written {
  readonly network: { readonly opTable?: string; readonly [setting: string]: unknown };
  readonly [setting: string]: unknown;
}

function preset(title: string, source: string, written: Written): CellPreset {
  const { network, ...config } = trainConfigSchema.parse(written);
  assert(network.kind !== 'path', 'cells make the network');
  const decidesOps = written.network.opTable !== undefined;
  return { title, source, decidesOps, wiring: 'pairs', config: { ...config, network } };
}

/** A preset for complete cells. */
const completePreset = (title: string, source: string, config: Written): CellPreset => ({
  ...preset(title, source, config),
  wiring: 'complete',
});

function pathPreset(title: string, source: string, written: Omit<Written, 'network'>): PathPreset {
  const { network, ...config } = trainConfigSchema.parse({ ...written, network: { kind: 'path' } });
  assert(network.kind === 'path', 'a path makes the network');
  return { title, source, decidesOps: false, wiring: 'path', config: { ...config, network } };
}

/** The square that ImageNet's networks see, cut from the middle of the image in evaluation. */
const IMAGENET_SIZE = 224;
const IMAGENET_VIEW = { resize: 256, crop: IMAGENET_SIZE };

/** sharpDARTS, cnn/train.py with `--auxiliary --cutout`, as for table 2 of the paper. */
const SHARP_CIFAR = {
  network: {
    opTable: 'sharp',
    initChannels: 36,
    cells: 20,
    auxiliary: true,
    dropPath: 0.2,
    dropPathFirstEpoch: 1,
  },
  batch: 64,
  epochs: 2000,
  weights: {
    learningRate: { schedule: 'cosinePower', max: 0.025, min: 1e-8, power: 2, warmupEpochs: 5 },
    weightDecay: 3e-4,
  },
  augment: { crop: { padding: 4 }, flip: true, autoAugment: 'cifar10', cutout: { length: 16 } },
} as const;

/** How the benchmark trains its cells. */
const BENCHMARK_TRAINING = {
  weights: { learningRate: { max: 0.1 }, weightDecay: 5e-4, clip: null, nesterov: true },
} as const;

/** The final trainings of IS-DARTS's code. */
const IMPORTANCE_CODE = 'He, Liu, Zhang, Zheng 2024, arXiv:2312.12648; its code';

const SHARP_PAPER = 'Hundt, Jain, Hager 2019, arXiv:1903.09900';

/** Presets of final trainings. */
export const TRAIN_PRESETS = {
  tiny: preset('A few seconds, for tests', 'This project: the smallest network that learns something', {
    network: { initChannels: 4, cells: 3 },
    batch: 32,
    epochs: 1,
    weights: { learningRate: { max: 0.05 }, weightDecay: 3e-4 },
    augment: {},
    partialBatch: 'drop',
    images: 640,
  }),
  quick: preset('Minutes on two cores', 'This project: DARTS, section 3.1 of arXiv:1806.09055, scaled down', {
    network: { initChannels: 16, cells: 5 },
    batch: 64,
    epochs: 5,
    weights: { learningRate: { max: 0.05 }, weightDecay: 3e-4 },
    augment: { crop: { padding: 2 }, flip: true },
    partialBatch: 'drop',
  }),
  'quick-sharp': preset(
    'Minutes on two cores, as sharpDARTS trains',
    'This project: sharpDARTS, table 2 of arXiv:1903.09900, scaled down',
    {
      network: { opTable: 'sharp', initChannels: 16, cells: 5, dropPathFirstEpoch: 1 },
      batch: 64,
      epochs: 5,
      weights: {
        learningRate: { schedule: 'cosinePower', max: 0.05, min: 1e-8, power: 2, warmupEpochs: 1 },
        weightDecay: 3e-4,
      },
      augment: { crop: { padding: 2 }, flip: true },
      partialBatch: 'drop',
    },
  ),
  darts: preset(
    'DARTS on CIFAR-10',
    'Liu, Simonyan, Yang 2019, arXiv:1806.09055, section 3.2; cnn/train.py',
    {
      network: { initChannels: 36, cells: 20, auxiliary: true, dropPath: 0.2 },
      batch: 96,
      epochs: 600,
      weights: { learningRate: { max: 0.025 }, weightDecay: 3e-4 },
      augment: { crop: { padding: 4 }, flip: true, cutout: { length: 16 } },
    },
  ),
  'darts-imagenet': preset(
    'DARTS on ImageNet',
    'Liu, Simonyan, Yang 2019, arXiv:1806.09055, table 3; cnn/train_imagenet.py',
    {
      network: { kind: 'imagenet', initChannels: 48, cells: 14, auxiliary: true },
      batch: 128,
      epochs: 250,
      weights: {
        learningRate: { schedule: 'stepDecay', max: 0.1, gamma: 0.97, every: 1 },
        weightDecay: 3e-5,
      },
      labelSmoothing: 0.1,
      augment: { resizedCrop: { size: IMAGENET_SIZE }, flip: true, colorJitter: {} },
      view: IMAGENET_VIEW,
      evaluationBatch: 128,
    },
  ),
  sharpdarts: preset(
    'sharpDARTS on CIFAR-10',
    `${SHARP_PAPER}, table 2, bold rows (2000 epochs, AutoAugment), section 3.3; cnn/train.py`,
    SHARP_CIFAR,
  ),
  'sharpdarts-1000': preset(
    'sharpDARTS on CIFAR-10, without AutoAugment',
    `${SHARP_PAPER}, table 2, rows that are not bold (1000 epochs, no AutoAugment); cnn/train.py`,
    { ...SHARP_CIFAR, epochs: 1000, augment: { ...SHARP_CIFAR.augment, autoAugment: null } },
  ),
  'darts-sharp': preset(
    'Cells of DARTS with SharpSepConv, no search: give --genotype DARTS_V2',
    `${SHARP_PAPER}, table 2, row "DARTS+SSC, no search"; cnn/train.py with its default --ops OPS`,
    SHARP_CIFAR,
  ),
  'sharpdarts-imagenet': preset(
    'sharpDARTS on ImageNet, 96 mid channels',
    `${SHARP_PAPER}, table 3, row "sharpDARTS cmid 96"; defaults of cnn/main_fp16_optimizer.py for one process`,
    {
      network: {
        kind: 'imagenet',
        opTable: 'sharp',
        initChannels: 48,
        cells: 14,
        auxiliary: true,
        dropPathFirstEpoch: 1,
        midChannels: 96,
      },
      batch: 256,
      epochs: 300,
      weights: {
        learningRate: { schedule: 'cosinePower', max: 0.1, min: 1.6e-4, power: 10, warmupEpochs: 10 },
        weightDecay: 1e-4,
        clip: null,
      },
      augment: {
        resizedCrop: { size: IMAGENET_SIZE },
        flip: true,
        autoAugment: 'imagenet',
        cutout: { length: 112, squares: 2 },
      },
      view: IMAGENET_VIEW,
      evaluationBatch: 128,
    },
  ),
  isdarts: preset('IS-DARTS on CIFAR-10', `${IMPORTANCE_CODE}, its final training on CIFAR`, {
    network: { initChannels: 36, cells: 20, auxiliary: true, dropPath: 0.2 },
    batch: 96,
    epochs: 600,
    weights: {
      learningRate: { schedule: 'warmupCosine', max: 0.025, warmupEpochs: 5 },
      weightDecay: 3e-4,
      clip: null,
      nesterov: true,
    },
    augment: { crop: { padding: 4 }, flip: true, cutout: { length: 16 } },
  }),
  'isdarts-imagenet': preset(
    'IS-DARTS on ImageNet, without its colour noise',
    `${IMPORTANCE_CODE}, its final training on ImageNet on one GPU; the lighting noise of 0.1 is not there`,
    {
      network: { kind: 'imagenet', initChannels: 48, cells: 14, auxiliary: true },
      batch: 128,
      epochs: 250,
      weights: {
        learningRate: { schedule: 'warmupCosine', max: 0.1, warmupEpochs: 5 },
        weightDecay: 3e-5,
        clip: null,
        nesterov: true,
      },
      labelSmoothing: 0.1,
      augment: { resizedCrop: { size: IMAGENET_SIZE }, flip: true, colorJitter: {} },
      view: IMAGENET_VIEW,
      evaluationBatch: 128,
    },
  ),
  'multichannelnet-quick': pathPreset(
    'A path of a small hypercuboid, in minutes on two cores',
    'This project: the training of paths in the code of sharpDARTS, scaled down',
    {
      batch: 64,
      epochs: 5,
      weights: { learningRate: { max: 0.025, min: 1e-8 }, weightDecay: 3e-4 },
      augment: { crop: { padding: 2 }, flip: true },
      partialBatch: 'drop',
    },
  ),
  multichannelnet: pathPreset(
    'A path through the hypercuboid of sharpDARTS, as its code trains it',
    `${SHARP_PAPER}; its code, README: cnn/train.py --multi_channel --cutout --autoaugment`,
    {
      batch: 512,
      epochs: 2000,
      weights: {
        learningRate: { schedule: 'cosinePower', max: 0.1, min: 1e-8, power: 2, warmupEpochs: 5 },
        weightDecay: 3e-4,
      },
      augment: { crop: { padding: 4 }, flip: true, autoAugment: 'cifar10', cutout: { length: 16 } },
    },
  ),
  'nasbench201-quick': completePreset(
    'A cell of NAS-Bench-201, in minutes on two cores',
    'This project: the training of NAS-Bench-201, arXiv:2001.00326, scaled down',
    {
      ...BENCHMARK_TRAINING,
      network: { initChannels: 16, cells: 3 },
      batch: 64,
      epochs: 5,
      augment: { crop: { padding: 2 }, flip: true },
      partialBatch: 'drop',
    },
  ),
  nasbench201: completePreset(
    'A cell of NAS-Bench-201 on CIFAR-10, as the benchmark trains it',
    'Dong, Yang 2020, arXiv:2001.00326, table 2; its code, configs/nas-benchmark/CIFAR.config',
    {
      ...BENCHMARK_TRAINING,
      network: { initChannels: 16, cells: 15 },
      batch: 256,
      epochs: 200,
      augment: { crop: { padding: 4 }, flip: true },
    },
  ),
} as const satisfies Record<string, TrainPreset>;
