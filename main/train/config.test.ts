import { describe, expect, it } from 'vitest';
import { NO_AUGMENT } from '../data/index.ts';
import { trainConfigSchema } from './config.ts';

const LEAST = {
  network: { initChannels: 4, cells: 3 },
  batch: 8,
  epochs: 2,
  weights: { learningRate: { max: 0.1 }, weightDecay: 0 },
  augment: {},
};

describe('trainConfigSchema', () => {
  it('completes what is left out with the published settings', () => {
    expect(trainConfigSchema.parse(LEAST)).toEqual({
      network: {
        kind: 'cifar',
        opTable: 'darts',
        initChannels: 4,
        cells: 3,
        auxiliary: false,
        auxiliaryWeight: 0.4,
        dropPath: 0,
        dropPathFirstEpoch: 0,
        midChannels: null,
        reductions: 'thirds',
      },
      batch: 8,
      epochs: 2,
      weights: {
        learningRate: { schedule: 'cosine', max: 0.1, min: 0 },
        momentum: 0.9,
        weightDecay: 0,
        clip: 5,
        nesterov: false,
      },
      labelSmoothing: 0,
      augment: NO_AUGMENT,
      view: null,
      partialBatch: 'keep',
      images: null,
      evaluationBatch: 200,
      evaluateEvery: 1,
      precision: 'float32',
      ema: null,
      devices: 1,
      accumulate: 1,
    });
  });

  it('refuses a batch that its devices and passes do not divide', () => {
    expect(trainConfigSchema.parse({ ...LEAST, devices: 2, accumulate: 4 })).toMatchObject({ devices: 2 });
    const { error } = trainConfigSchema.safeParse({ ...LEAST, devices: 2, accumulate: 3 });
    expect(error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
      'batch: a batch of 8 images cannot be divided over 2 devices in 3 passes, which needs a multiple of 6: change "batch", "devices" or "accumulate"',
    ]);
  });

  it('refuses a warm-up that takes the whole run', () => {
    const learningRate = { schedule: 'cosinePower', max: 0.1, warmupEpochs: 2 };
    const { error } = trainConfigSchema.safeParse({ ...LEAST, weights: { ...LEAST.weights, learningRate } });
    expect(error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
      'weights.learningRate.warmupEpochs: a warm-up of 2 epochs does not fit into 2: make it shorter than the run',
    ]);
  });

  it('gives back what it gave', () => {
    const once = trainConfigSchema.parse(LEAST);
    expect(trainConfigSchema.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it.each([
    ['network.initChannels', { network: { initChannels: 5, cells: 3 } }],
    ['network.cells', { network: { initChannels: 4, cells: 0 } }],
    ['network.kind', { network: { ...LEAST.network, kind: 'mnist' } }],
    ['network.dropPath', { network: { ...LEAST.network, dropPath: 1 } }],
    ['network.dropPathFirstEpoch', { network: { ...LEAST.network, dropPathFirstEpoch: 2 } }],
    ['network.midChannels', { network: { ...LEAST.network, midChannels: 0 } }],
    ['network.reductions', { network: { ...LEAST.network, reductions: { spacing: 0 } } }],
    ['network.reductions', { network: { ...LEAST.network, reductions: [1, 99] } }],
    ['network.cells', { network: { ...LEAST.network, cells: 201 } }],
    ['network.initChannels', { network: { ...LEAST.network, initChannels: 8192 } }],
    ['ema.decay', { ema: { decay: 1 } }],
    [
      'weights.learningRate.schedule',
      { weights: { ...LEAST.weights, learningRate: { schedule: 'no', max: 1 } } },
    ],
    [
      'weights.learningRate.gamma',
      { weights: { ...LEAST.weights, learningRate: { schedule: 'stepDecay', max: 1, gamma: 2 } } },
    ],
    ['batch', { batch: 0 }],
    ['batch', { batch: 2.5 }],
    ['epochs', { epochs: -1 }],
    ['weights.learningRate.max', { weights: { learningRate: { max: 0 }, weightDecay: 0 } }],
    ['weights.weightDecay', { weights: { learningRate: { max: 1 } } }],
    ['weights.momentum', { weights: { ...LEAST.weights, momentum: 1 } }],
    ['weights.clip', { weights: { ...LEAST.weights, clip: 0 } }],
    ['labelSmoothing', { labelSmoothing: 1 }],
    ['augment.cutout.length', { augment: { cutout: { length: 0 } } }],
    ['partialBatch', { partialBatch: 'maybe' }],
    ['evaluateEvery', { evaluateEvery: 0 }],
  ])('names the field that is wrong: %s', (path, wrong) => {
    const { error } = trainConfigSchema.safeParse({ ...LEAST, ...wrong });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  it.each([
    ['', { lr: 1 }, 'lr'],
    ['network', { network: { ...LEAST.network, layers: 8 } }, 'layers'],
    ['weights', { weights: { ...LEAST.weights, dampening: 0.1 } }, 'dampening'],
  ])('names a setting that does not exist, in %j', (path, wrong, key) => {
    const { error } = trainConfigSchema.safeParse({ ...LEAST, ...wrong });
    expect(error?.issues).toHaveLength(1);
    expect(error?.issues[0]).toMatchObject({ code: 'unrecognized_keys', keys: [key] });
    expect(error?.issues[0]?.path.join('.')).toBe(path);
  });
});
