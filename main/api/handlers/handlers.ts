import { HOST_HANDLERS } from '../calls/host.ts';
import { QUEUE_HANDLERS, QUEUE_TOPIC_HANDLERS } from '../calls/queue.ts';
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
  ...QUEUE_HANDLERS,
};

/** What each topic brings. */
export const TOPIC_HANDLERS: Topics = {
  ...RUN_TOPIC_HANDLERS,
  ...QUEUE_TOPIC_HANDLERS,
};
