import { describe, expect, it } from 'vitest';
import { NO_AUGMENT } from '../data/index.ts';
import { trainConfigSchema } from './config.ts';
import { TRAIN_PRESETS } from './presets.ts';

const PRESETS = Object.entries(TRAIN_PRESETS).map(([name, preset]) => ({ name, ...preset }));

describe.each(PRESETS)('$name', ({ title, source, config }) => {
  it('is complete and plain data', () => {
    expect(trainConfigSchema.parse(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  it('says what it is and where it comes from', () => {
    expect(title).not.toBe('');
    expect(source).toMatch(/arXiv:\d{4}\.\d{5}|^This project: /);
  });
});

it('darts is the final training of the paper on CIFAR-10', () => {
  const { network, batch, epochs, weights, augment } = TRAIN_PRESETS.darts.config;
  expect(network).toMatchObject({ initChannels: 36, cells: 20, auxiliaryWeight: 0.4, dropPath: 0.2 });
  expect({ batch, epochs }).toEqual({ batch: 96, epochs: 600 });
  expect(weights).toEqual({
    learningRate: { schedule: 'cosine', max: 0.025, min: 0 },
    momentum: 0.9,
    weightDecay: 3e-4,
    clip: 5,
    nesterov: false,
  });
  expect(augment).toEqual({
    ...NO_AUGMENT,
    crop: { padding: 4 },
    flip: true,
    cutout: { length: 16, squares: 1 },
  });
});

it('darts-imagenet is the ImageNet script of DARTS', () => {
  expect(TRAIN_PRESETS['darts-imagenet'].config).toMatchObject({
    network: {
      ...{ kind: 'imagenet', opTable: 'darts', initChannels: 48, cells: 14 },
      ...{ auxiliary: true, auxiliaryWeight: 0.4, dropPath: 0 },
    },
    ...{ batch: 128, epochs: 250, labelSmoothing: 0.1 },
    weights: {
      learningRate: { schedule: 'stepDecay', max: 0.1, gamma: 0.97, every: 1 },
      ...{ momentum: 0.9, weightDecay: 3e-5, clip: 5 },
    },
    augment: {
      ...NO_AUGMENT,
      resizedCrop: { size: 224, area: [0.08, 1], aspect: [3 / 4, 4 / 3] },
      flip: true,
      colorJitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.2 },
    },
    view: { resize: 256, crop: 224 },
  });
});

const SHARP_NETWORK = {
  ...{ opTable: 'sharp', auxiliary: true, auxiliaryWeight: 0.4, dropPathFirstEpoch: 1 },
};
const SHARP_WEIGHTS = {
  learningRate: {
    schedule: 'cosinePower',
    max: 0.025,
    min: 1e-8,
    power: 2,
    warmupEpochs: 5,
    variant: 'code',
  },
  ...{ momentum: 0.9, weightDecay: 3e-4, clip: 5 },
};

it.each([
  ['sharpdarts', 2000, 'cifar10'],
  ['darts-sharp', 2000, 'cifar10'],
  ['sharpdarts-1000', 1000, null],
] as const)('%s is a training of table 2 of sharpDARTS', (name, epochs, autoAugment) => {
  expect(TRAIN_PRESETS[name].decidesOps).toBe(true);
  expect(TRAIN_PRESETS[name].config).toMatchObject({
    network: {
      ...SHARP_NETWORK,
      kind: 'cifar',
      initChannels: 36,
      cells: 20,
      dropPath: 0.2,
      midChannels: null,
    },
    ...{ batch: 64, epochs, labelSmoothing: 0, view: null },
    weights: SHARP_WEIGHTS,
    augment: {
      ...NO_AUGMENT,
      crop: { padding: 4 },
      flip: true,
      autoAugment,
      cutout: { length: 16, squares: 1 },
    },
  });
});

it('sharpdarts-imagenet is the fp16 script of sharpDARTS', () => {
  expect(TRAIN_PRESETS['sharpdarts-imagenet'].config).toMatchObject({
    network: {
      ...SHARP_NETWORK,
      kind: 'imagenet',
      initChannels: 48,
      cells: 14,
      dropPath: 0,
      midChannels: 96,
    },
    ...{ batch: 256, epochs: 300, labelSmoothing: 0 },
    weights: {
      learningRate: { schedule: 'cosinePower', max: 0.1, min: 1.6e-4, power: 10, warmupEpochs: 10 },
      ...{ momentum: 0.9, weightDecay: 1e-4, clip: null },
    },
    augment: {
      ...NO_AUGMENT,
      ...{
        resizedCrop: { size: 224 },
        flip: true,
        autoAugment: 'imagenet',
        cutout: { length: 112, squares: 2 },
      },
    },
    view: { resize: 256, crop: 224 },
  });
});

it('isdarts is the final training of its code', () => {
  expect(TRAIN_PRESETS.isdarts.config).toMatchObject({
    network: { initChannels: 36, cells: 20, auxiliary: true, auxiliaryWeight: 0.4, dropPath: 0.2 },
    ...{ batch: 96, epochs: 600, labelSmoothing: 0 },
    weights: {
      learningRate: { schedule: 'warmupCosine', max: 0.025, warmupEpochs: 5 },
      ...{ momentum: 0.9, nesterov: true, weightDecay: 3e-4, clip: null },
    },
    augment: { crop: { padding: 4 }, flip: true, cutout: { length: 16, squares: 1 } },
  });
});

it('nasbench201 is the training of the benchmark', () => {
  expect(TRAIN_PRESETS.nasbench201).toMatchObject({ wiring: 'complete', decidesOps: false });
  expect(TRAIN_PRESETS.nasbench201.config).toMatchObject({
    network: { kind: 'cifar', initChannels: 16, cells: 15, auxiliary: false, dropPath: 0 },
    ...{ batch: 256, epochs: 200, labelSmoothing: 0 },
    weights: {
      learningRate: { schedule: 'cosine', max: 0.1, min: 0 },
      ...{ momentum: 0.9, nesterov: true, weightDecay: 5e-4, clip: null },
    },
    augment: { ...NO_AUGMENT, crop: { padding: 4 }, flip: true },
  });
});
