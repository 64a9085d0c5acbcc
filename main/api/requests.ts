/** What may be asked of the host: a schema for each call and each subscription. Whatever comes in passes one of these first. */
import { z } from 'zod';
import { BENCHMARK_CALLS } from './calls/benchmark.ts';
import { CELL_CALLS } from './calls/cells.ts';
import { COMPARISON_CALLS } from './calls/comparisons.ts';
import { DATA_CALLS, DATA_TOPICS } from './calls/data.ts';
import { EXCHANGE_CALLS } from './calls/exchange.ts';
import { FIGURE_CALLS } from './calls/figures.ts';
import { HOST_CALLS } from './calls/host.ts';
import { HYPERCUBOID_CALLS } from './calls/hypercuboid.ts';
import { LAUNCH_CALLS, LAUNCH_TOPICS } from './calls/launch.ts';
import { LOG_CALLS } from './calls/log.ts';
import { count } from './calls/parts.ts';
import { QUEUE_CALLS, QUEUE_TOPICS } from './calls/queue.ts';
import { RESULT_CALLS, RESULT_TOPICS } from './calls/results.ts';
import { RUN_CALLS, RUN_TOPICS } from './calls/runs.ts';

/** The request of every call. Fields that are not named in its schema are refused. */
export const CALLS = {
  ...HOST_CALLS,
  ...RUN_CALLS,
  ...LOG_CALLS,
  ...BENCHMARK_CALLS,
  ...CELL_CALLS,
  ...COMPARISON_CALLS,
  ...EXCHANGE_CALLS,
  ...FIGURE_CALLS,
  ...HYPERCUBOID_CALLS,
  ...QUEUE_CALLS,
  ...RESULT_CALLS,
  ...LAUNCH_CALLS,
  ...DATA_CALLS,
} as const satisfies Record<string, z.ZodType>;

/** The parameters of every subscription. */
export const TOPICS = {
  ...RUN_TOPICS,
  ...QUEUE_TOPICS,
  ...RESULT_TOPICS,
  ...LAUNCH_TOPICS,
  ...DATA_TOPICS,
} as const satisfies Record<string, z.ZodType>;

const id = count;

/** What a client may send over a message channel. The inner request is checked by its own schema. */
export const clientMessageSchema = z.union([
  z.strictObject({ id, call: z.string().max(100), request: z.unknown() }),
  z.strictObject({ id, subscribe: z.string().max(100), parameters: z.unknown() }),
  z.strictObject({ id, unsubscribe: z.literal(true) }),
]);
