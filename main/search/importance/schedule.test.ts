import { describe, expect, it } from 'vitest';
import { shrinkEpochs } from './schedule.ts';

const finished = (epochs: number, shrinks: number, interval: number) =>
  shrinkEpochs(epochs, { shrinks, interval }).map((epoch) => epoch + 1);

describe('shrinkEpochs', () => {
  it('is the published schedule of NAS-Bench-201', () => {
    expect(finished(30, 4, 2)).toEqual([22, 24, 26, 28]);
  });

  it('is the published schedule of the DARTS space', () => {
    expect(finished(50, 7, 3)).toEqual([29, 32, 35, 38, 41, 44, 47]);
  });

  it('trains an epoch at least before the first shrink', () => {
    expect(finished(3, 2, 1)).toEqual([1, 2]);
    expect(() => shrinkEpochs(4, { shrinks: 2, interval: 2 })).toThrow(
      expect.objectContaining({
        code: 'search/too-few-epochs',
        data: { epochs: 4, shrinks: 2, interval: 2, needed: 5 },
      }),
    );
  });
});
