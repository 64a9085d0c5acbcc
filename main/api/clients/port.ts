import type { ClientMessage } from '../contract.ts';
import { stateCell } from './listeners.ts';
import { ApiProblem, problemIn, unreachable } from './problem.ts';
import type { Transport } from './transport.ts';

/** Our end of a two-way channel of messages, such as a window's bridge or a process's own channel. */
export interface ClientPort {
  send(message: ClientMessage): void;
  /** One listener hears everything. */
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

interface Waiting {
  readonly resolve: (response: unknown) => void;
  readonly reject: (problem: ApiProblem) => void;
}

/** A transport over one channel, which lives as long as the channel does. */
export function portTransport(port: ClientPort): Transport {
  const state = stateCell();
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<number, (message: unknown) => void>();
  let nextId = 0;

  port.onMessage((message) => {
    if (typeof message !== 'object' || message === null || !('id' in message)) return;
    const { id } = message;
    if (typeof id !== 'number') return;
    if ('push' in message) {
      listeners.get(id)?.(message.push);
      return;
    }
    const call = waiting.get(id);
    waiting.delete(id);
    const problem = problemIn(message);
    if (problem !== null) call?.reject(new ApiProblem(problem));
    else if ('response' in message) call?.resolve(message.response);
  });
  port.onClose(() => {
    state.set('closed');
    for (const { reject } of waiting.values()) reject(unreachable());
    waiting.clear();
    listeners.clear();
  });
  state.set('open');

  return {
    call: (name, request) =>
      new Promise((resolve, reject) => {
        if (state.get() === 'closed') {
          reject(unreachable());
          return;
        }
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        port.send({ id, call: name, request });
      }),
    subscribe: (topic, parameters, listener) => {
      if (state.get() === 'closed') return () => undefined;
      const id = nextId++;
      listeners.set(id, listener);
      port.send({ id, subscribe: topic, parameters: parameters() });
      return () => {
        if (!listeners.delete(id) || state.get() === 'closed') return;
        port.send({ id, unsubscribe: true });
      };
    },
    onState: (listener) => state.listen(listener),
    dispose: () => port.close(),
  };
}
