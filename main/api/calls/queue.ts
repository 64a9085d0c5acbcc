/** What waits for its turn. */
import { z } from 'zod';
import type { QueueList, QueueOptions, Steering } from '../../runs/index.ts';
import type { HandlersOf, TopicHandlersOf } from './call.ts';
import { nothing, runName, shortName } from './parts.ts';
import type { Done, Unsubscribe } from './parts.ts';
import { wantedEvaluation, wantedSearch, wantedTraining } from './wanted.ts';

const priority = z.number().min(-1e9).max(1e9);
const job = shortName;
const aboutJob = <A extends string>(action: A) => z.strictObject({ action: z.literal(action), job });

/** What may be done with the queue. */
const steering = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('pause') }),
  z.strictObject({ action: z.literal('resume') }),
  z.strictObject({ action: z.literal('clear') }),
  aboutJob('hold'),
  aboutJob('release'),
  aboutJob('cancel'),
  aboutJob('retry'),
  z.strictObject({ action: z.literal('priority'), job, priority }),
  z.strictObject({
    action: z.literal('move'),
    job,
    to: z.union([z.enum(['first', 'last']), z.strictObject({ before: job })]),
  }),
]) satisfies z.ZodType<Steering>;

const queueRequest = z.discriminatedUnion('kind', [wantedSearch, wantedTraining, wantedEvaluation]);

/** What is to be queued: a search, a training, also of a search that is queued itself, or the evaluation of a training. */
export type QueueRequest = z.infer<typeof queueRequest>;

/** What computes now, and on which devices. */
export interface Computing {
  /** The run, or the job of an evaluation. */
  readonly id: string;
  /** `the CPU`, `GPU 0 (NVIDIA A100)`. */
  readonly devices: readonly string[];
}

/** The requests. */
export const QUEUE_CALLS = {
  'queue.list': nothing,
  'queue.devices': nothing,
  /** Puts it at the end of those of its priority. */
  'queue.add': z.strictObject({
    request: queueRequest,
    options: z.strictObject({
      /** The higher the earlier. */
      priority,
      /** Ids of runs and jobs that must be finished first. */
      after: z.array(runName).max(1000),
      /** How often it is resumed by itself when its process dies. */
      retries: z.int().min(0).max(9999),
    }) satisfies z.ZodType<QueueOptions>,
  }),
  'queue.steer': z.strictObject({ steering }),
} as const;

/** The answers. */
export interface QueueAnswers {
  readonly 'queue.list': QueueList;
  readonly 'queue.devices': readonly Computing[];
  /** The id of the job; that of a search or a training is the id of its run. */
  readonly 'queue.add': { readonly job: string };
  readonly 'queue.steer': Done;
}

/** The subscriptions. */
export const QUEUE_TOPICS = {
  /** The queue, whenever it is not as it was. */
  'queue-changed': nothing,
} as const;

/** What the subscriptions bring. */
export interface QueuePushes {
  readonly 'queue-changed': QueueList;
}

/** What waits for its turn. A job that does not exist is an AppError `runs/no-job`. */
export interface QueueService {
  list(): Promise<QueueList>;
  /** Who computes on this machine, whoever started it. */
  devices(): Promise<readonly Computing[]>;
  /** Hands over the queue now, and whenever it is another. */
  listen(listener: (queue: QueueList) => void): Unsubscribe;
  /** @returns the id of the job; that of a search or a training is the id of its run */
  add(request: QueueRequest, options: QueueOptions): Promise<string>;
  /** Changes order or state of jobs, or pauses all. */
  steer(steering: Steering): Promise<void>;
}

interface Services {
  readonly queue: QueueService;
}

/** What each call does. */
export const QUEUE_HANDLERS: HandlersOf<typeof QUEUE_CALLS, QueueAnswers, Services> = {
  'queue.list': (_, { queue }) => queue.list(),
  'queue.devices': (_, { queue }) => queue.devices(),
  'queue.add': async ({ request, options }, { queue }) => ({ job: await queue.add(request, options) }),
  'queue.steer': async ({ steering: wanted }, { queue }) => {
    await queue.steer(wanted);
    return {};
  },
};

/** What each topic brings. */
export const QUEUE_TOPIC_HANDLERS: TopicHandlersOf<typeof QUEUE_TOPICS, QueuePushes, Services> = {
  'queue-changed': (_, push, { queue }) => queue.listen(push),
};
