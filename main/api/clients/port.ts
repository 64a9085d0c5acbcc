import type { ClientMessage } from '../contract.ts';
import { stateCell } from './listeners.ts';
import { ApiProblem, problemIn, unreachable } from './problem.ts';
import type { PortState, Transport } from './transport.ts';

/** Our end of a two-way channel of messages, such as a window's bridge or a process's own channel. */
export interface ClientPort {
  send(message: ClientMessage): void;
  /** One listener hears everything. */
  onMessage(listener: (message: unknown) => void): void;
  /** One listener is told when the other end is lost, is there again as a new one that knows nothing, or is gone for good. */
  onState(listener: (state: PortState) => void): void;
  close(): void;
}

interface Waiting {
  readonly resolve: (response: unknown) => void;
  readonly reject: (problem: ApiProblem) => void;
}

interface Subscription {
  readonly topic: string;
  readonly parameters: () => unknown;
  readonly listener: (message: unknown) => void;
}

/** A transport over one channel. Where another end takes the place of one that was lost, subscriptions are made again there. */
export function portTransport(port: ClientPort): Transport {
  const state = stateCell();
  const waiting = new Map<number, Waiting>();
  const subscriptions = new Map<number, Subscription>();
  let nextId = 0;

  port.onMessage((message) => {
    if (typeof message !== 'object' || message === null || !('id' in message)) return;
    const { id } = message;
    if (typeof id !== 'number') return;
    if ('push' in message) {
      subscriptions.get(id)?.listener(message.push);
      return;
    }
    const call = waiting.get(id);
    waiting.delete(id);
    const problem = problemIn(message);
    if (problem !== null) call?.reject(new ApiProblem(problem));
    else if ('response' in message) call?.resolve(message.response);
  });
  const ask = (id: number, { topic, parameters }: Subscription): void =>
    port.send({ id, subscribe: topic, parameters: parameters() });
  port.onState((next) => {
    if (next === state.get()) return;
    if (next === 'open') {
      // Before anybody hears of it and asks for more.
      for (const [id, subscription] of subscriptions) ask(id, subscription);
      state.set(next);
      return;
    }
    state.set(next);
    for (const { reject } of waiting.values()) reject(unreachable(next));
    waiting.clear();
    if (next === 'closed') subscriptions.clear();
  });
  state.set('open');

  return {
    call: (name, request) =>
      new Promise((resolve, reject) => {
        const now = state.get();
        if (now === 'lost' || now === 'closed') {
          reject(unreachable(now));
          return;
        }
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        port.send({ id, call: name, request });
      }),
    subscribe: (topic, parameters, listener) => {
      if (state.get() === 'closed') return () => undefined;
      const id = nextId++;
      const subscription = { topic, parameters, listener };
      subscriptions.set(id, subscription);
      if (state.get() === 'open') ask(id, subscription);
      return () => {
        if (subscriptions.delete(id) && state.get() === 'open') port.send({ id, unsubscribe: true });
      };
    },
    onState: (listener) => state.listen(listener),
    dispose: () => port.close(),
  };
}
