import { describe, expect, it } from 'vitest';
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
    learningRate: { max: 0.025, min: 0 },
    momentum: 0.9,
    weightDecay: 3e-4,
    clip: 5,
  });
  expect(augment).toEqual({ crop: { padding: 4 }, flip: true, cutout: { length: 16 } });
});
