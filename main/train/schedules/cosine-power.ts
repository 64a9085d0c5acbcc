import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import type { ScheduleDef } from '../schedule.ts';

/** So that its square is a number. */
const LARGEST_POWER = 1e100;

const cosinePowerSchema = z.strictObject({
  max: z.number().positive(),
  min: z.number().min(0).default(0),
  /** The higher, the earlier the rate falls; 1: cosine annealing. */
  power: z.number().min(1).max(LARGEST_POWER).default(2),
  /** Epochs in which the rate rises to its maximum, which it has in the one after them. */
  warmupEpochs: z.int().min(0).default(0),
  /** The published code's list of rates, or equation 2 of the paper. */
  variant: z.enum(['code', 'paper']).default('code'),
});

type CosinePower = z.output<typeof cosinePowerSchema>;

/**
 * Cosine power annealing.
 *
 * The published code takes p^(c+1), c = (1 + cos(pi (e - w) / (E - w))) / 2 for e = 1 .. E, and stretches the whole list to [min, max], so
 * that without a warm-up the first epoch has the maximum and the last one the minimum. With a warm-up of w epochs the first w + 1 rates
 * are then replaced by a straight line up to the maximum.
 *
 * The paper divides p^(c+1) - p by p^2 - p instead, with T_cur = 0 in the first epoch after the warm-up: the minimum is never reached.
 *
 * A run of one epoch has the maximum; the code divides zero by zero there.
 * @see Hundt, Jain, Hager 2019, arXiv:1903.09900, equation 2; sharpDARTS, cnn/cosine_power_annealing.py
 */
export const cosinePower: ScheduleDef<CosinePower> = {
  title: 'Cosine power annealing',
  source: 'Hundt, Jain, Hager 2019, arXiv:1903.09900, equation 2; sharpDARTS, cnn/cosine_power_annealing.py',
  names: ['cosine_power_annealing'],
  settingNames: {
    max_lr: 'max',
    min_lr: 'min',
    exponent_order: 'power',
    p: 'power',
    warmup_epochs: 'warmupEpochs',
    warmup: 'warmupEpochs',
  },
  config: cosinePowerSchema,
  values: (epochs, config) =>
    cosinePowerValues(
      Array.from({ length: epochs }, (_, t) => t + 1),
      epochs,
      config,
    ),
  misfit(epochs, { warmupEpochs }) {
    if (warmupEpochs < epochs) return null;
    const problem = `a warm-up of ${warmupEpochs} epochs does not fit into ${epochs}: make it shorter than the run`;
    return { setting: 'warmupEpochs', problem };
  },
};

/**
 * The rates of some epochs, counted from 1, of a run of `last` epochs. The code's variant stretches the list of these epochs, whatever it
 * lacks of the run.
 * @throws train/late-warm-up when a warm-up does not begin with epoch 1
 */
export function cosinePowerValues(
  epochs: readonly number[],
  last: number,
  { max, min, power, warmupEpochs, variant }: CosinePower,
): readonly number[] {
  if (warmupEpochs > 0 && epochs[0] !== 1) {
    throw new AppError(
      'train/late-warm-up',
      `A warm-up begins with epoch 1, not with epoch ${epochs[0]}: leave out the warm-up, or begin with epoch 1.`,
      { data: { first: epochs[0], warmupEpochs } },
    );
  }
  const shares = VARIANTS[variant](epochs, { last, power, warmupEpochs });
  return shares.map((share, i) => {
    const isWarm = warmupEpochs === 0 || i > warmupEpochs;
    return (isWarm ? share : (i + 1) / (warmupEpochs + 1)) * (max - min) + min;
  });
}

interface Curve {
  readonly last: number;
  readonly power: number;
  readonly warmupEpochs: number;
}

/** Of each epoch, the share of the way from the minimum to the maximum. */
const VARIANTS = {
  code(epochs, { last, power, warmupEpochs }) {
    const raised = epochs.map((epoch) => {
      const c = halfCosine(epoch - warmupEpochs, last - warmupEpochs);
      return power === 1 ? c : power ** (c + 1);
    });
    // Not as arguments of Math.min and Math.max: a long run has more epochs than a call has room for.
    const least = raised.reduce((a, b) => Math.min(a, b), Infinity);
    const span = raised.reduce((a, b) => Math.max(a, b), -Infinity) - least;
    return raised.map((value) => (span === 0 ? 1 : (value - least) / span));
  },
  paper: (epochs, { last, power, warmupEpochs }) =>
    epochs.map((epoch) => {
      const c = halfCosine(epoch - 1 - warmupEpochs, last - warmupEpochs);
      return power === 1 ? c : (power ** (c + 1) - power) / (power ** 2 - power);
    }),
} as const satisfies Record<
  CosinePower['variant'],
  (epochs: readonly number[], curve: Curve) => readonly number[]
>;

const halfCosine = (t: number, period: number): number => (1 + Math.cos((Math.PI * t) / period)) / 2;
