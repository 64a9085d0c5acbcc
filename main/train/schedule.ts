import type { z } from 'zod';

/** A setting that cannot be what it is, and why. */
export interface Misfit {
  readonly setting: string;
  readonly problem: string;
}

/** A schedule: one value an epoch. `C` are its settings. */
export interface ScheduleDef<C extends object> {
  readonly title: string;
  /** The paper or the code that it is from. */
  readonly source: string;
  /** What published programs call it, besides its name here. */
  readonly names: readonly string[];
  /** What published functions call its settings, where that is not their name here. */
  readonly settingNames: Readonly<Record<string, string>>;
  /** The schema of its settings, whose `shape` lists them. */
  readonly config: z.ZodType<C> & { readonly shape: z.core.$ZodShape };
  /** The value of each epoch, 0 .. epochs-1. */
  values(epochs: number, config: C): readonly number[];
  /** In its first epochs the rate may rise step by step, in a straight line from 0: for how many, and to what. */
  rise?(config: C): { readonly epochs: number; readonly to: number };
  /** Why it cannot be followed for so many epochs; null where it can. */
  misfit(epochs: number, config: C): Misfit | null;
}

/** The answer of a schedule that fits any number of epochs. */
export const fits = (): null => null;
