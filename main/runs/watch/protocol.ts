/** What a trainer and its watching thread tell each other. */
import { z } from 'zod';

/** What the thread gets when it starts. */
export const setupSchema = z.strictObject({
  memory: z.custom<SharedArrayBuffer>((value) => value instanceof SharedArrayBuffer),
  /** Null: hangs are not looked for. */
  patience: z
    .strictObject({ leastMs: z.number(), factor: z.number(), tickMs: z.number().positive() })
    .nullable(),
  run: z.string(),
  /** Where the note of a hang goes. */
  note: z.string(),
});

/** What the thread gets when it starts. */
export type WatchSetup = z.output<typeof setupSchema>;

/** What the trainer asks of it: the load since it was asked last, or to end. */
export const requestSchema = z.enum(['load', 'end']);

/** What the trainer asks of it. */
export type WatchRequest = z.output<typeof requestSchema>;

/** The load, as it is told. */
export const loadSchema = z.strictObject({
  cpu: z.number(),
  machineCpu: z.number(),
  memoryBytes: z.number(),
  freeBytes: z.number(),
  gpus: z.array(
    z.strictObject({
      index: z.number(),
      name: z.string(),
      utilization: z.number(),
      memoryUsedBytes: z.number(),
      memoryTotalBytes: z.number(),
    }),
  ),
});
