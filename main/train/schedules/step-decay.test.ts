import { describe, expect, it } from 'vitest';
import reference from '../../../test/fixtures/schedules.json' with { type: 'json' };
import { stepDecay } from './step-decay.ts';

describe('stepDecay', () => {
  it.each(reference.step_decay)('is that of the reference: $id', ({ args, epoch_0based: epochs, lr }) => {
    const { lr: max, gamma, period: every } = args;
    const values = stepDecay.values(args.epochs, { max, gamma, every });
    expect(values).toHaveLength(args.epochs);
    epochs.forEach((epoch, i) => {
      expect(values[epoch]).toBeCloseTo(lr[i] ?? Number.NaN, 14);
    });
  });

  it('falls after every so many epochs', () => {
    expect(stepDecay.values(5, { max: 1, gamma: 0.5, every: 2 })).toEqual([1, 1, 0.5, 0.5, 0.25]);
  });

  it('is that of DARTS on ImageNet where nothing else is said', () => {
    expect(stepDecay.config.parse({ max: 0.1 })).toEqual({ max: 0.1, gamma: 0.97, every: 1 });
  });
});
