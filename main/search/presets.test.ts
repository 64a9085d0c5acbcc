import { describe, expect, it } from 'vitest';
import { NO_AUGMENT } from '../data/index.ts';
import { resolveSpace } from '../spaces/index.ts';
import { searchConfigSchema } from './config.ts';
import { SEARCH_PRESETS } from './presets.ts';

const PRESETS = Object.entries(SEARCH_PRESETS).map(([name, preset]) => ({ name, ...preset }));

describe.each(PRESETS)('$name', ({ title, source, config }) => {
  it('is complete and plain data', () => {
    expect(searchConfigSchema.parse(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  it('searches a space that there is', () => {
    expect(resolveSpace(config.space).id).toBe(config.space);
  });

  it('says what it is and where it comes from', () => {
    expect(title).not.toBe('');
    expect(source).toMatch(/arXiv:\d{4}\.\d{5}|^This project: /);
  });
});

it('darts is the search of the code of the paper', () => {
  const { network, batch, epochs, weights, method, augment } = SEARCH_PRESETS.darts.config;
  expect({ network, batch, epochs }).toEqual({
    network: { kind: 'cifar', initChannels: 16, cells: 8 },
    batch: 64,
    epochs: 50,
  });
  expect(weights).toEqual({
    learningRate: { schedule: 'cosine', max: 0.025, min: 0.001 },
    momentum: 0.9,
    weightDecay: 3e-4,
    clip: 5,
    nesterov: false,
  });
  expect(method.options).toMatchObject({ order: 'first', alphas: { learningRate: 3e-4 } });
  expect(augment).toEqual({ ...NO_AUGMENT, crop: { padding: 4 }, flip: true });
});

const ALPHAS = { learningRate: 3e-4, betas: [0.5, 0.999], epsilon: 1e-8, weightDecay: 1e-3 };
const COSINE = { schedule: 'cosine', max: 0.025, min: 0.001 };
const POWER = { schedule: 'cosinePower', max: 0.025, min: 1e-4, power: 2, warmupEpochs: 5, variant: 'code' };

it.each([
  ['darts-second', { space: 'darts', order: 'second', batch: 64, epochs: 50, learningRate: COSINE }],
  ['sharpdarts', { space: 'sharpdarts', batch: 32, epochs: 60, learningRate: COSINE }],
  [
    'sharpdarts-max-w',
    { space: 'sharpdarts', weighting: 'maxW', batch: 24, epochs: 120, learningRate: POWER },
  ],
  ['sharper', { space: 'sharper', batch: 64, epochs: 60, learningRate: POWER }],
  ['sharpsepconv-darts', { space: 'sharpsepconv-darts', batch: 64, epochs: 60, learningRate: POWER }],
] as const)('%s is the published search', (name, values) => {
  const { order, weighting, learningRate, ...settings } = { order: 'first', weighting: 'scalar', ...values };
  expect(SEARCH_PRESETS[name].config).toMatchObject({
    ...settings,
    method: { name: 'darts', options: { order, weighting, alphas: ALPHAS } },
    network: { initChannels: 16, cells: 8 },
    weights: { learningRate, momentum: 0.9, weightDecay: 3e-4, clip: 5 },
    augment: { crop: { padding: 4 }, flip: true },
  });
});

it('only the Max-W search of cells and those of channel counts use cutout and AutoAugment, as the published ones did', () => {
  const used = Object.entries(SEARCH_PRESETS).flatMap(([name, { config }]) =>
    config.augment.cutout === null && config.augment.autoAugment === null
      ? []
      : [{ name, augment: config.augment }],
  );
  const names = ['sharpdarts-max-w', 'multichannelnet', 'multichannelnet-maxw'];
  expect(used.map(({ name }) => name)).toEqual(names);
  for (const { augment } of used)
    expect(augment).toMatchObject({ cutout: { length: 16, squares: 1 }, autoAugment: 'cifar10' });
});

it('isdarts-cifar is the published search', () => {
  expect(SEARCH_PRESETS['isdarts-cifar'].config).toMatchObject({
    ...{ space: 'isdarts', epochs: 50, batch: 64 },
    method: { name: 'importance', options: { shrinks: 7, interval: 3 } },
    network: { kind: 'cifar', initChannels: 16, cells: 8 },
    weights: { learningRate: COSINE, momentum: 0.9, weightDecay: 3e-4, clip: 5, nesterov: true },
    augment: { crop: { padding: 4 }, flip: true, cutout: null },
    trainPortion: 1,
  });
});

it('isdarts-imagenet is the published search, but for the images', () => {
  expect(SEARCH_PRESETS['isdarts-imagenet'].config).toMatchObject({
    ...{ space: 'isdarts', batch: 256, epochs: 50, trainPortion: 1 },
    method: { name: 'importance', options: { shrinks: 7, interval: 3 } },
    network: { kind: 'imagenet', initChannels: 16, cells: 8 },
    weights: { learningRate: { ...COSINE, max: 0.05 }, weightDecay: 3e-4, clip: null, nesterov: true },
  });
});

it('isdarts-nasbench201 is the published search', () => {
  expect(SEARCH_PRESETS['isdarts-nasbench201'].config).toMatchObject({
    ...{ space: 'nasbench201', epochs: 30, batch: 64, trainPortion: 1 },
    method: { name: 'importance', options: { shrinks: 4, interval: 2 } },
    network: { kind: 'cifar', initChannels: 16, cells: 15 },
    weights: { learningRate: COSINE, momentum: 0.9, weightDecay: 3e-4, clip: 5, nesterov: true },
    augment: { crop: { padding: 4 }, flip: true, cutout: null },
  });
});

it.each([
  ['darts-nasbench201', 'first'],
  ['darts-nasbench201-second', 'second'],
] as const)('%s is the search of the benchmark’s authors', (name, order) => {
  expect(SEARCH_PRESETS[name].config).toMatchObject({
    ...{ space: 'nasbench201', epochs: 50, batch: 64, trainPortion: 0.5 },
    method: { name: 'darts', options: { order, derive: 'keep-none', alphas: ALPHAS } },
    network: { kind: 'cifar', initChannels: 16, cells: 15 },
    weights: { learningRate: COSINE, momentum: 0.9, weightDecay: 5e-4, clip: 5, nesterov: true },
    augment: { crop: { padding: 4 }, flip: true, cutout: null },
  });
});
