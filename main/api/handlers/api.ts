import type { z } from 'zod';
import { CALLS, TOPICS } from '../requests.ts';
import type { CallName, Requests, TopicName, TopicParameters } from '../contract.ts';
import { apiError } from '../errors.ts';
import { HANDLERS, TOPIC_HANDLERS } from './handlers.ts';
import type { Unsubscribe } from '../calls/parts.ts';
import type { HostServices } from './services.ts';

/** The border: whatever comes in is unknown until a schema has seen it. Transports know nothing else of the host. */
export interface Api {
  /**
   * Does one call.
   *
   * @throws AppError `api/unknown-call`, `api/bad-request`, or what the call itself throws
   */
  call(name: string, request: unknown): Promise<unknown>;
  /**
   * Starts a subscription; `push` gets its messages until the returned function is called.
   *
   * @throws AppError `api/unknown-topic` or `api/bad-request`
   */
  subscribe(topic: string, parameters: unknown, push: (message: unknown) => void): Unsubscribe;
}

// The same schemas, typed so that a name and its request stay together inside a generic function.
const REQUESTS: { readonly [C in CallName]: z.ZodType<Requests[C]> } = CALLS;
const PARAMETERS: { readonly [T in TopicName]: z.ZodType<TopicParameters[T]> } = TOPICS;

/** The API over the host's services. */
export function createApi(services: HostServices): Api {
  return {
    call: async (name, request) => {
      if (!isCall(name)) throw apiError('api/unknown-call', { call: name, known: Object.keys(CALLS) });
      return invoke(name, request, services);
    },
    subscribe: (topic, parameters, push) => {
      if (!isTopic(topic)) throw apiError('api/unknown-topic', { topic, known: Object.keys(TOPICS) });
      return open(topic, parameters, { push, services });
    },
  };
}

function invoke<C extends CallName>(name: C, request: unknown, services: HostServices): Promise<unknown> {
  return HANDLERS[name](checked<Requests[C]>(REQUESTS[name], request, name), services);
}

interface Target {
  readonly push: (message: unknown) => void;
  readonly services: HostServices;
}

function open<T extends TopicName>(topic: T, parameters: unknown, { push, services }: Target): Unsubscribe {
  return TOPIC_HANDLERS[topic](
    checked<TopicParameters[T]>(PARAMETERS[topic], parameters, topic),
    push,
    services,
  );
}

function checked<T>(schema: z.ZodType<T>, value: unknown, call: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  // An unknown field goes first: it is the likely cause of a missing one.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const problem = (issue?.message ?? 'cannot be read').replace(/\.$/, '');
  throw apiError('api/bad-request', { call, path: (issue?.path ?? []).map(String).join('.'), problem });
}

function isCall(name: string): name is CallName {
  return Object.hasOwn(CALLS, name);
}

function isTopic(name: string): name is TopicName {
  return Object.hasOwn(TOPICS, name);
}
