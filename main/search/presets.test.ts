import { describe, expect, it } from 'vitest';
import { findSpace } from '../spaces/index.ts';
import { searchConfigSchema } from './config.ts';
import { SEARCH_PRESETS } from './presets.ts';

const PRESETS = Object.entries(SEARCH_PRESETS).map(([name, preset]) => ({ name, ...preset }));

describe.each(PRESETS)('$name', ({ title, source, config }) => {
  it('is complete and plain data', () => {
    expect(searchConfigSchema.parse(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  it('searches a space that there is', () => {
    expect(findSpace(config.space).id).toBe(config.space);
  });

  it('says what it is and where it comes from', () => {
    expect(title).not.toBe('');
    expect(source).toMatch(/arXiv:\d{4}\.\d{5}|^This project: /);
  });
});

it('darts is the search of the code of the paper', () => {
  const { network, batch, epochs, weights, method, augment } = SEARCH_PRESETS.darts.config;
  expect({ network, batch, epochs }).toEqual({
    network: { initChannels: 16, cells: 8 },
    batch: 64,
    epochs: 50,
  });
  expect(weights).toEqual({
    learningRate: { max: 0.025, min: 0.001 },
    momentum: 0.9,
    weightDecay: 3e-4,
    clip: 5,
  });
  expect(method.options).toMatchObject({ order: 'first', alphas: { learningRate: 3e-4 } });
  expect(augment).toEqual({ crop: { padding: 4 }, flip: true, cutout: null });
});
