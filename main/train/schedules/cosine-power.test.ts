import { describe, expect, it } from 'vitest';
import reference from '../../../test/fixtures/schedules.json' with { type: 'json' };
import { cosinePower, cosinePowerValues } from './cosine-power.ts';

/** The arguments of the published function. */
interface Arguments {
  readonly epochs?: number | readonly number[];
  readonly max_lr?: number;
  readonly min_lr?: number;
  readonly exponent_order?: number;
  readonly warmup_epochs?: number | null;
  readonly max_epoch?: number;
  readonly start_epoch?: number;
  readonly restart_lr?: boolean;
}

const settingsOf = (args: Arguments) =>
  cosinePower.config.parse({
    max: args.max_lr ?? 0.1,
    min: args.min_lr,
    power: args.exponent_order,
    warmupEpochs: args.warmup_epochs ?? 0,
  });

/** What the published function is asked for. A run that goes on in the same schedule follows what is left of it. */
function called(args: Arguments): readonly number[] {
  const { epochs, max_epoch: last = 0, start_epoch: start = 1, restart_lr: restart = true } = args;
  if (typeof epochs === 'number')
    return cosinePower.values(epochs, settingsOf(args)).slice(restart ? 0 : start - 1);
  return cosinePowerValues(epochs ?? [], last, settingsOf(args));
}

/** Both lists, the found one at the epochs that were recorded. */
function expectNear(values: readonly number[], epochs: readonly number[], recorded: readonly number[]): void {
  expect(epochs).toHaveLength(recorded.length);
  epochs.forEach((epoch, i) => {
    expect(Math.abs((values[epoch] ?? Number.NaN) - (recorded[i] ?? Number.NaN))).toBeLessThan(1e-12);
  });
}

describe('cosinePower', () => {
  it.each(reference.cosine_power)('is that of the published code: $id', ({ args, ...recorded }) => {
    const values = called(args);
    expect(values).toHaveLength(recorded.length);
    const epochs = recorded.epoch_1based.map((epoch) => epoch - 1);
    expectNear(values, epochs, recorded.lr);
  });

  it.each(reference.paper_equation_2)(
    'is, in its other variant, equation 2: $id',
    ({ args, ...recorded }) => {
      const { max_lr: max, min_lr: min, p: power, T: epochs } = args;
      const config = cosinePower.config.parse({ max, min, power, variant: 'paper' });
      // The run's epochs, and the T_cur = T after them that no epoch has.
      const values = cosinePowerValues(
        Array.from({ length: epochs + 1 }, (_, t) => t + 1),
        epochs,
        config,
      );
      expectNear(values, recorded.T_cur, recorded.lr);
      expect(cosinePower.values(epochs, config)).toEqual(values.slice(0, -1));
    },
  );

  it('begins, in the variant of the paper, with its maximum right after the warm-up', () => {
    const config = { max: 1, min: 0, power: 2, warmupEpochs: 3, variant: 'paper' } as const;
    const values = cosinePower.values(10, config);
    expect(values.slice(0, 4)).toEqual([0.25, 0.5, 0.75, 1]);
    expect(values.slice(3)).toEqual(cosinePower.values(7, { ...config, warmupEpochs: 0 }));
  });

  it('is plain cosine for the power 1 in the variant of the paper', () => {
    const config = { max: 1, min: 0, power: 1, warmupEpochs: 0, variant: 'paper' } as const;
    const [first, second, third] = cosinePower.values(4, config);
    expect(first).toBe(1);
    expect(second).toBeCloseTo((1 + Math.SQRT1_2) / 2, 14);
    expect(third).toBeCloseTo(0.5, 14);
  });

  it('has its maximum in a run of one epoch', () => {
    const config = { max: 0.1, min: 0, power: 2, warmupEpochs: 0, variant: 'code' } as const;
    expect(cosinePower.values(1, config)).toEqual([0.1]);
  });

  it('takes a run of any length that can be asked for', () => {
    const values = cosinePower.values(999_999, cosinePower.config.parse({ max: 0.1, min: 0.01 }));
    expect([values[0], values.length]).toEqual([0.1, 999_999]);
    expect(values.at(-1)).toBeCloseTo(0.01, 12);
  });

  it('refuses what the published function refuses', () => {
    const [power, nothing, late] = reference.errors;
    expect(() => called(power?.args ?? {})).toThrow(/expected number to be >=1/);
    expect(nothing?.args).toEqual({});
    expect(() => called(late?.args ?? {})).toThrow(
      'A warm-up begins with epoch 1, not with epoch 5: leave out the warm-up, or begin with epoch 1.',
    );
  });

  it('does not fit where the warm-up takes the whole run', () => {
    const config = (warmupEpochs: number) => cosinePower.config.parse({ max: 1, warmupEpochs });
    expect(cosinePower.misfit(6, config(5))).toBeNull();
    expect(cosinePower.values(6, config(5)).at(-1)).toBe(1);
    expect(cosinePower.misfit(5, config(5))).toEqual({
      setting: 'warmupEpochs',
      problem: 'a warm-up of 5 epochs does not fit into 5: make it shorter than the run',
    });
  });

  it.each([
    { power: 0.5 },
    { power: 1e200 },
    { warmupEpochs: -1 },
    { warmupEpochs: 1.5 },
    { variant: 'book' },
  ])('refuses %j', (wrong) => {
    expect(cosinePower.config.safeParse({ max: 1, ...wrong }).success).toBe(false);
  });
});
