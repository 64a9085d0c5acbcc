/** What requests are made of. */
import { z } from 'zod';

/** The name of a run. It becomes a folder's: nothing in it may lead anywhere. */
export const runName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/, 'expected the name of a run');

/** The names of several runs. */
export const runNames = z.array(runName).min(1).max(10_000);

/** The name of a preset, a data set, a job or a moment. */
export const shortName = z.string().min(1).max(200);

/** The path of a file or a folder on the host's machine. */
export const hostPath = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[^\0]*$/, 'expected a path');

/** A whole number from 0. */
export const count = z.int().min(0);

/** What a run's randomness begins with. */
export const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** A request that says nothing. */
export const nothing = z.strictObject({});

/** A request about one run. */
export const oneRun = z.strictObject({ run: runName });

/** `key=value` each: settings that are not a preset's. */
export const assignments = z.array(z.string().max(10_000)).max(1000);

/** It was done; there is nothing more to say. */
export type Done = Readonly<Record<string, never>>;

/** Ends a subscription; a second call does nothing. */
export type Unsubscribe = () => void;
