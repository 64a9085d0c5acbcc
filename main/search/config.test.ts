import { describe, expect, it } from 'vitest';
import { NO_AUGMENT } from '../data/index.ts';
import { searchConfigSchema, strategyOf } from './config.ts';
import { STRATEGIES } from './registry.ts';

const LEAST = {
  space: 'darts',
  method: { name: 'darts' },
  network: { initChannels: 4, cells: 3 },
  batch: 8,
  epochs: 2,
  weights: { learningRate: { max: 0.1 }, weightDecay: 0 },
  augment: {},
};

describe('searchConfigSchema', () => {
  it('completes what is left out with the published settings', () => {
    expect(searchConfigSchema.parse(LEAST)).toEqual({
      space: 'darts',
      method: {
        name: 'darts',
        options: {
          order: 'first',
          virtualStep: 'optimizer',
          weighting: 'scalar',
          derive: 'skip-none',
          alwaysApply: false,
          cost: null,
          alphas: {
            initial: 1e-3,
            learningRate: 3e-4,
            betas: [0.5, 0.999],
            epsilon: 1e-8,
            weightDecay: 1e-3,
          },
        },
      },
      network: { kind: 'cifar', initChannels: 4, cells: 3 },
      batch: 8,
      epochs: 2,
      weights: {
        learningRate: { schedule: 'cosine', max: 0.1, min: 0 },
        momentum: 0.9,
        weightDecay: 0,
        clip: 5,
        nesterov: false,
      },
      augment: NO_AUGMENT,
      view: null,
      partialBatch: 'keep',
      trainPortion: 0.5,
      images: null,
      evaluationBatch: 200,
      evaluateEvery: 1,
      precision: 'float32',
      devices: 1,
      accumulate: 1,
    });
  });

  it('refuses a batch that its devices and passes do not divide', () => {
    const { error } = searchConfigSchema.safeParse({ ...LEAST, accumulate: 3 });
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['batch']);
  });

  it('gives back what it gave', () => {
    const once = searchConfigSchema.parse(LEAST);
    expect(searchConfigSchema.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  const withOptions = (options: object) => ({ method: { name: 'darts', options } });
  it.each([
    ['space', { space: 3 }],
    ['method.name', { method: { name: 'annealing' } }],
    ['method.options.order', withOptions({ alphas: {}, order: 'third' })],
    ['method.options.weighting', withOptions({ alphas: {}, weighting: 'max_w' })],
    ['method.options.virtualStep', withOptions({ virtualStep: 'sgd' })],
    // It would do nothing.
    ['method.options.virtualStep', withOptions({ virtualStep: 'plain' })],
    ['method.options.virtualStep', withOptions({ virtualStep: 'plain', order: 'first' })],
    ['method.options.alphas.initial', withOptions({ alphas: { initial: -1 } })],
    ['method.options.samples', { method: { name: 'random', options: { samples: 0 } } }],
    ['method.options.finalists', { method: { name: 'randomSharing', options: { candidates: 8 } } }],
    ['trainPortion', { trainPortion: 1.01 }],
    ['method.options.alphas.learningRate', withOptions({ alphas: { learningRate: 0 } })],
    ['method.options.alphas.betas.1', withOptions({ alphas: { betas: [0.5, 1] } })],
    ['network.initChannels', { network: { initChannels: 3, cells: 3 } }],
    ['images', { images: 1 }],
    ['evaluateEvery', { evaluateEvery: 0 }],
  ])('names the field that is wrong: %s', (path, wrong) => {
    const { error } = searchConfigSchema.safeParse({ ...LEAST, ...wrong });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  it.each([
    withOptions({ virtualStep: 'plain', order: 'second' }),
    { method: { name: 'randomSharing', options: { candidates: 9 } } },
  ])('takes settings that go together: %j', (fitting) => {
    expect(searchConfigSchema.safeParse({ ...LEAST, ...fitting }).success).toBe(true);
  });

  it.each([
    ['', { lr: 1 }, 'lr'],
    ['method.options', withOptions({ alphas: {}, unrolled: true }), 'unrolled'],
    ['method', { method: { ...LEAST.method, order: 'second' } }, 'order'],
  ])('names a setting that does not exist, in %j', (path, wrong, key) => {
    const { error } = searchConfigSchema.safeParse({ ...LEAST, ...wrong });
    expect(error?.issues).toHaveLength(1);
    expect(error?.issues[0]).toMatchObject({ code: 'unrecognized_keys', keys: [key] });
    expect(error?.issues[0]?.path.join('.')).toBe(path);
  });
});

it.each(Object.entries(STRATEGIES))('the method %s says where it comes from', (name, strategy) => {
  expect(strategyOf(name as keyof typeof STRATEGIES)).toBe(strategy);
  expect(strategy.title).not.toBe('');
  expect(strategy.source).toMatch(/arXiv:\d{4}\.\d{5}/);
});
