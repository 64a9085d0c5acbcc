import { describe, expect, it } from 'vitest';
import { learningRateAt, learningRateSchema } from '../learning-rate.ts';
import { warmupCosine } from './warmup-cosine.ts';

describe('warmupCosine', () => {
  it('is the published rate of 600 epochs', () => {
    const values = warmupCosine.values(600, { max: 0.025, warmupEpochs: 5 });
    const cosine = (e: number): number => (0.025 * (1 + Math.cos((Math.PI * (e - 5)) / 595))) / 2;
    expect(values[5]).toBe(0.025);
    expect(values[300]).toBeCloseTo(cosine(300), 15);
    expect(values[594]).toBeCloseTo(cosine(594), 15);
    expect(values.slice(595)).toEqual([0, 0, 0, 0, 0]);
  });

  it('rises within the epochs of its warm-up', () => {
    const rate = learningRateAt(
      20,
      learningRateSchema.parse({ schedule: 'warmupCosine', max: 0.1, warmupEpochs: 4 }),
    );
    expect([rate(0, 0), rate(0, 0.5), rate(3, 0.75)]).toEqual([0, 0.0125, 0.09375]);
    expect(rate(4, 0.5)).toBe(0.1);
    expect(rate(19, 0)).toBe(0);
  });

  it('needs epochs to learn in', () => {
    expect(warmupCosine.misfit(11, { max: 1, warmupEpochs: 5 })).toBeNull();
    expect(warmupCosine.misfit(10, { max: 1, warmupEpochs: 5 })?.problem).toContain('leave nothing of 10');
  });
});
