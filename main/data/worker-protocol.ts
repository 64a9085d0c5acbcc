import { z } from 'zod';
import { batchJobSchema } from './batch-source.ts';
import { ringBuffersSchema } from './ring.ts';

const count = z.int().min(1);
const place = z.int().min(0);

/** What a data worker gets when it starts. */
export const setupSchema = z.strictObject({
  job: batchJobSchema,
  buffers: ringBuffersSchema,
  size: z.strictObject({ slots: count, batchSize: count, imageSize: count }),
});

/** What a data worker gets when it starts. */
export type WorkerSetup = z.output<typeof setupSchema>;

/** Asks a data worker for a batch. */
export const requestSchema = z.strictObject({
  slot: place,
  serial: count,
  position: z.strictObject({ epoch: place, index: place }),
});

/** Asks a data worker for a batch. */
export type WorkerRequest = z.output<typeof requestSchema>;
