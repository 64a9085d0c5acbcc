/** The learning rate of a run: a schedule by its name, and that schedule's settings. */
import { z } from 'zod';
import type { ScheduleDef } from './schedule.ts';
import { SCHEDULES } from './schedules/registry.ts';
import type { ScheduleName } from './schedules/registry.ts';

/** A schedule's name with its settings. */
export type LearningRate = {
  readonly [N in ScheduleName]: { readonly schedule: N } & z.output<(typeof SCHEDULES)[N]['config']>;
}[ScheduleName];

const scheduleOf = (name: ScheduleName): ScheduleDef<object> => SCHEDULES[name];

/** The schedule of a learning rate that names none. */
const DEFAULT = 'cosine' satisfies ScheduleName;

const members = Object.entries(SCHEDULES).map(([name, { config }]) => {
  const literal = z.literal(name);
  return z.strictObject({ schedule: name === DEFAULT ? literal.default(name) : literal, ...config.shape });
});

/** A schedule with its own settings, completed and checked by its schema. A schedule that is not named is cosine annealing. */
export const learningRateSchema = z.discriminatedUnion(
  'schedule',
  // The members are made of the registry, which is what their type is told by.
  members as unknown as readonly [z.ZodObject],
) as unknown as z.ZodType<LearningRate>;

/** The rate of each epoch, at its beginning. */
export function learningRates(epochs: number, learningRate: LearningRate): readonly number[] {
  const { schedule, ...settings } = learningRate;
  return scheduleOf(schedule).values(epochs, settings);
}

/** The rate of a step: of an epoch from 0, `share` of which is over. */
export type StepRate = (epoch: number, share: number) => number;

/** The rate of each step of a run. */
export function learningRateAt(epochs: number, learningRate: LearningRate): StepRate {
  const { schedule, ...settings } = learningRate;
  const values = scheduleOf(schedule).values(epochs, settings);
  const rise = scheduleOf(schedule).rise?.(settings) ?? { epochs: 0, to: 0 };
  return (epoch, share) =>
    epoch < rise.epochs ? (rise.to * (epoch + share)) / rise.epochs : (values[epoch] ?? 0);
}

/** Refuses settings whose learning rate cannot be followed for their epochs. */
export function refineLearningRate(
  config: { readonly epochs: number; readonly weights: { readonly learningRate: LearningRate } },
  context: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  const { schedule, ...settings } = config.weights.learningRate;
  const misfit = scheduleOf(schedule).misfit(config.epochs, settings);
  if (misfit === null) return;
  const path = ['weights', 'learningRate', misfit.setting];
  context.addIssue({ code: 'custom', path, message: misfit.problem });
}
