import type { ZodType } from 'zod';

/** A learning-rate schedule: one value an epoch. */
export interface ScheduleDef<C> {
  readonly title: string;
  readonly config: ZodType<C>;
  /** The rate of each epoch, 0 .. epochs-1. */
  values(epochs: number, config: C): readonly number[];
}
