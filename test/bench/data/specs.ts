/** What the program of ours is told, in a file. */
import { z } from 'zod';

const stream = {
  /** The bundled data worker. */
  worker: z.string(),
  batchSize: z.int().min(1),
};
const folder = {
  folder: z.string(),
  /** Where what is kept of the set lies. */
  dataDir: z.string(),
  resourcesDir: z.string(),
};
const seconds = z.number().positive();

/** Images of 32 x 32 in one file. */
export const smallSpec = z.strictObject({ ...stream, images: z.string(), auto: z.boolean(), seconds });
/** Where the policy of AutoAugment goes, for peers that draw from it too. */
export const policySpec = z.strictObject({ out: z.string() });
/** The first images of such a file, with what is drawn for each. */
export const chosenSpec = z.strictObject({
  ...stream,
  images: z.string(),
  count: z.int(),
  choices: z.string(),
  result: z.string(),
});
/** JPEG files in folders of classes. */
export const largeSpec = z.strictObject({ ...stream, ...folder, seconds, result: z.string().nullable() });
/** Which rectangles of them are shown. */
export const planSpec = z.strictObject({ ...folder, batchSize: z.int(), out: z.string() });
/** The same by sharp alone. */
export const sharpSpec = z.strictObject({ plan: z.string(), seconds });
/** A set whose first batch is waited for. */
export const firstSpec = z.strictObject({ ...stream, ...folder });

/** The rectangles of a {@link planSpec}, for peers. */
export const plan = z.strictObject({
  size: z.int(),
  batchSize: z.int(),
  mean: z.array(z.number()),
  deviation: z.array(z.number()),
  images: z.array(
    z.strictObject({
      path: z.string(),
      top: z.int(),
      left: z.int(),
      height: z.int(),
      width: z.int(),
      flip: z.boolean(),
    }),
  ),
});
export type Plan = z.output<typeof plan>;

/** The JSON line of a timed run. */
export const timedReport = z.object({
  images: z.number().min(1),
  seconds: z.number().positive(),
  /** Processor time of the process with all its threads. */
  cpu_s: z.number(),
  peak_rss_mb: z.number(),
});
export type TimedReport = z.output<typeof timedReport>;

/** The JSON line of a set that was opened. */
export const openedReport = z.object({
  images: z.number(),
  open_s: z.number(),
  /** From the opened set to its first batch, the start of the worker thread included. */
  first_batch_s: z.number(),
  peak_rss_mb: z.number(),
});
export type OpenedReport = z.output<typeof openedReport>;
