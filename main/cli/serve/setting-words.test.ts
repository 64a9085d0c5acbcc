import { describe, expect, it } from 'vitest';
import { DEFAULT_CARE } from '../../runs/index.ts';
import type { RunRecord } from '../../runs/index.ts';
import { settingsInWords } from './setting-words.ts';

const record: RunRecord = {
  id: '01hx',
  kind: 'search',
  title: 'quick search',
  preset: 'quick',
  seed: 3,
  data: { name: 'fashion-mnist-small', id: 'abc' },
  genotype: null,
  space: null,
  parent: { run: '01hw', epoch: 4 },
  origin: null,
  care: DEFAULT_CARE,
  created: '2024-05-01T10:00:00.000Z',
  starts: [],
  config: {
    space: 'darts',
    network: { cells: 5, initChannels: 4 },
    augment: { crop: null, flip: true, cutout: {} },
    method: { name: 'darts', options: { alphas: { learningRate: 0.006, betas: [0.5, 0.999] } } },
    epochs: 4,
  },
};

describe('settings in words', () => {
  it('puts first what is asked first, and leaves nothing out', () => {
    expect(settingsInWords(record).map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'Method: darts',
      'Data: fashion-mnist-small',
      'Preset: quick',
      'Seed: 3',
      'Cells: 5',
      'Init channels: 4',
      'Epochs: 4',
      'Alphas learning rate: 0.006',
      'Cell of: 01hw, epoch 4',
      'Space: darts',
      'Augment crop: none',
      'Augment flip: yes',
      'Augment cutout: none',
      'Alphas betas: [0.5,0.999]',
    ]);
  });

  it("shows a space of the user's own by its title", () => {
    const space = { id: 'mine', title: 'My space', primitives: ['none', 'skip_connect'] };
    const words = settingsInWords({ ...record, config: { space, epochs: 1 } });
    expect(words.map(({ name, value }) => `${name}: ${value}`)).toContain('Space: My space (mine)');
    expect(words.filter(({ name }) => name.includes('Space'))).toHaveLength(1);
  });
});
