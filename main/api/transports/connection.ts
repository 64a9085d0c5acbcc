import { clientMessageSchema } from '../requests.ts';
import type { ClientMessage, HostMessage } from '../contract.ts';
import { apiError, problemOf } from '../errors.ts';
import type { Api } from '../handlers/api.ts';
import type { Unsubscribe } from '../calls/parts.ts';

/** The host's end of one client's channel. */
export interface Connection {
  /** Takes a message from the client, which may be anything. */
  receive(message: unknown): void;
  /** The client has gone: its subscriptions end and what still comes in is dropped. */
  close(): void;
}

/** More than any screen needs; a client that asks for more is broken. */
const MOST_SUBSCRIPTIONS = 64;

/** Speaks the channel's protocol with one client: calls are answered, subscriptions pushed, anything else is refused. */
export function openConnection(api: Api, send: (message: HostMessage) => void): Connection {
  const subscriptions = new Map<number, Unsubscribe>();
  let closed = false;
  const reply = (message: HostMessage): void => {
    if (!closed) send(message);
  };
  const refuse = (id: number, thrown: unknown): void => reply({ id, problem: problemOf(thrown) });

  const end = (id: number): void => {
    subscriptions.get(id)?.();
    subscriptions.delete(id);
  };
  const subscribe = (id: number, topic: string, parameters: unknown): void => {
    if (subscriptions.size >= MOST_SUBSCRIPTIONS) {
      throw apiError('api/too-many-subscriptions', { limit: MOST_SUBSCRIPTIONS });
    }
    end(id);
    subscriptions.set(
      id,
      api.subscribe(topic, parameters, (push) => reply({ id, push })),
    );
  };
  const handle = (message: ClientMessage): void => {
    if ('call' in message) {
      api.call(message.call, message.request).then(
        (response) => reply({ id: message.id, response }),
        (thrown: unknown) => refuse(message.id, thrown),
      );
      return;
    }
    if ('unsubscribe' in message) {
      end(message.id);
      return;
    }
    try {
      subscribe(message.id, message.subscribe, message.parameters);
    } catch (thrown) {
      refuse(message.id, thrown);
    }
  };

  return {
    receive: (message) => {
      if (closed) return;
      const parsed = clientMessageSchema.safeParse(message);
      if (parsed.success) handle(parsed.data);
      else refuse(idOf(message), badMessage());
    },
    close: () => {
      closed = true;
      for (const unsubscribe of subscriptions.values()) unsubscribe();
      subscriptions.clear();
    },
  };
}

/** The number under which the client would look for an answer, where the broken message has one. */
function idOf(message: unknown): number {
  if (typeof message !== 'object' || message === null || !('id' in message)) return 0;
  return typeof message.id === 'number' && Number.isSafeInteger(message.id) ? message.id : 0;
}

function badMessage(): Error {
  const problem =
    'expected { id, call, request }, { id, subscribe, parameters } or { id, unsubscribe: true }';
  return apiError('api/bad-request', { call: 'message', path: '', problem });
}
