import { BENCHMARK_HANDLERS } from '../calls/benchmark.ts';
import { HYPERCUBOID_HANDLERS } from '../calls/hypercuboid.ts';
import { CELL_HANDLERS } from '../calls/cells.ts';
import { COMPARISON_HANDLERS } from '../calls/comparisons.ts';
import { DATA_HANDLERS, DATA_TOPIC_HANDLERS } from '../calls/data.ts';
import { EXCHANGE_HANDLERS } from '../calls/exchange.ts';
import { FIGURE_HANDLERS } from '../calls/figures.ts';
import { HOST_HANDLERS } from '../calls/host.ts';
import { LAUNCH_HANDLERS, LAUNCH_TOPIC_HANDLERS } from '../calls/launch.ts';
import { LOG_HANDLERS } from '../calls/log.ts';
import { QUEUE_HANDLERS, QUEUE_TOPIC_HANDLERS } from '../calls/queue.ts';
import { RESULT_HANDLERS, RESULT_TOPIC_HANDLERS } from '../calls/results.ts';
import { RUN_HANDLERS, RUN_TOPIC_HANDLERS } from '../calls/runs.ts';
import type { Unsubscribe } from '../calls/parts.ts';
import type { CallName, Pushes, Requests, Responses, TopicName, TopicParameters } from '../contract.ts';
import type { HostServices } from './services.ts';

/** One function a call: a call without one does not compile. */
export type Handlers = {
  readonly [C in CallName]: (request: Requests[C], services: HostServices) => Promise<Responses[C]>;
};

/** One function a topic. */
export type Topics = {
  readonly [T in TopicName]: (
    parameters: TopicParameters[T],
    push: (message: Pushes[T]) => void,
    services: HostServices,
  ) => Unsubscribe;
};

/** What each call does. */
export const HANDLERS: Handlers = {
  ...HOST_HANDLERS,
  ...RUN_HANDLERS,
  ...LOG_HANDLERS,
  ...BENCHMARK_HANDLERS,
  ...HYPERCUBOID_HANDLERS,
  ...CELL_HANDLERS,
  ...COMPARISON_HANDLERS,
  ...EXCHANGE_HANDLERS,
  ...FIGURE_HANDLERS,
  ...QUEUE_HANDLERS,
  ...RESULT_HANDLERS,
  ...LAUNCH_HANDLERS,
  ...DATA_HANDLERS,
};

/** What each topic brings. */
export const TOPIC_HANDLERS: Topics = {
  ...RUN_TOPIC_HANDLERS,
  ...QUEUE_TOPIC_HANDLERS,
  ...RESULT_TOPIC_HANDLERS,
  ...LAUNCH_TOPIC_HANDLERS,
  ...DATA_TOPIC_HANDLERS,
};
