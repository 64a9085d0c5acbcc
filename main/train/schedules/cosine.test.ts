import { describe, expect, it } from 'vitest';
import reference from '../../../test/fixtures/schedules.json' with { type: 'json' };
import { cosine } from './cosine.ts';

describe('cosine', () => {
  it.each(reference.plain_cosine)('is that of the reference: $id', ({ args, epoch_0based: epochs, lr }) => {
    const values = cosine.values(args.T, { max: args.max_lr, min: args.min_lr });
    expect(values).toHaveLength(args.T);
    epochs.forEach((epoch, i) => {
      expect(values[epoch]).toBeCloseTo(lr[i] ?? Number.NaN, 14);
    });
  });

  it('begins at its maximum and never reaches its minimum', () => {
    const values = cosine.values(4, { max: 1, min: 0 });
    expect(values[0]).toBe(1);
    expect(values[2]).toBeCloseTo(0.5, 15);
    expect(values[3]).toBeGreaterThan(0.1);
  });

  it('falls to zero where no minimum is given', () => {
    expect(cosine.config.parse({ max: 0.1 })).toEqual({ max: 0.1, min: 0 });
  });

  it.each([[{ max: 0 }], [{ max: 0.1, min: -1 }], [{}], [{ max: 0.1, low: 0 }]])('refuses %j', (value) => {
    expect(cosine.config.safeParse(value).success).toBe(false);
  });
});
