import { describe, expect, it } from 'vitest';
import reference from '../../../test/fixtures/schedules.json' with { type: 'json' };
import { dropPath } from './drop-path.ts';

const [recorded] = reference.drop_path;

describe('dropPath', () => {
  it.each([
    [0, 'DARTS', { ...recorded?.original, counted: recorded?.original.epoch_0based }],
    [1, 'sharpDARTS', { ...recorded?.sharp, counted: recorded?.sharp.epoch_1based }],
  ] as const)(
    'counts epochs from %i as %s does',
    (firstEpoch, _, { p = 0, epochs = 0, counted = [], value = [] }) => {
      const values = dropPath.values(epochs, { max: p, firstEpoch });
      expect(counted.length).toBeGreaterThan(0);
      counted.forEach((epoch, i) => {
        expect(values[epoch - firstEpoch]).toBeCloseTo(value[i] ?? Number.NaN, 14);
      });
    },
  );

  it('counts as DARTS does where nothing else is said', () => {
    expect(dropPath.config.parse({ max: 0.2 })).toEqual({ max: 0.2, firstEpoch: 0 });
    expect(dropPath.config.safeParse({ max: 0.2, firstEpoch: 2 }).success).toBe(false);
  });
});
