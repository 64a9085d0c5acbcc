import { describe, expect, it } from 'vitest';
import { learningRates, learningRateSchema } from './learning-rate.ts';
import { SCHEDULES } from './schedules/registry.ts';

describe('learningRateSchema', () => {
  it('takes a rate without a schedule for cosine annealing, as older records have it', () => {
    expect(learningRateSchema.parse({ max: 0.1, min: 0.01 })).toEqual({
      schedule: 'cosine',
      max: 0.1,
      min: 0.01,
    });
  });

  it.each(Object.keys(SCHEDULES))(
    'completes %s with its own settings, and takes the result again',
    (schedule) => {
      const once = learningRateSchema.parse({ schedule, max: 0.1 });
      expect(once).toMatchObject({ schedule, max: 0.1 });
      expect(learningRateSchema.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
    },
  );

  it.each([
    [{ schedule: 'linear', max: 1 }, 'schedule'],
    [{ schedule: 'cosinePower', max: 1, power: 0 }, 'power'],
    [{ schedule: 'stepDecay' }, 'max'],
    [{ max: 1, power: 2 }, ''],
    [3, ''],
  ])('refuses %j and names the setting', (value, path) => {
    const { error } = learningRateSchema.safeParse(value);
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});

describe('learningRates', () => {
  it('are those of the schedule that is named', () => {
    const step = learningRateSchema.parse({ schedule: 'stepDecay', max: 1, gamma: 0.5 });
    expect(learningRates(3, step)).toEqual([1, 0.5, 0.25]);
    const power = learningRateSchema.parse({ schedule: 'cosinePower', max: 1, warmupEpochs: 1 });
    expect(learningRates(3, power)[0]).toBe(0.5);
  });
});
