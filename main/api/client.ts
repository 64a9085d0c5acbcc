/** The typed client of the host. It runs in a page, in the shell and in Node, over any transport. */
import type {
  CallName,
  Pushes,
  Requests,
  Responses,
  RunEvent,
  TopicName,
  TopicParameters,
} from './contract.ts';
import type { ConnectionState, Transport } from './clients/transport.ts';

export { httpTransport } from './clients/http.ts';
export type { HttpTransportOptions, SocketMaker, SocketPort } from './clients/http.ts';
export { portTransport } from './clients/port.ts';
export type { ClientPort } from './clients/port.ts';
export { ApiProblem } from './clients/problem.ts';
export type { ConnectionState, PortState, Transport } from './clients/transport.ts';
export { createPace } from './pace.ts';
export type { Pace, PaceReading } from './pace.ts';

/** The host, as seen from outside. */
export interface Client {
  /**
   * Does a call.
   *
   * @throws ApiProblem with the host's code and sentence, or `client/...` where the host cannot be reached
   */
  call<C extends CallName>(name: C, request: Requests[C]): Promise<Responses[C]>;
  /** Subscribes until the returned function is called; goes on by itself after a lost connection. */
  subscribe<T extends TopicName>(
    topic: T,
    parameters: TopicParameters[T],
    listener: (message: Pushes[T]) => void,
  ): () => void;
  /** Follows a run from event `from`: every event once and in order, across lost connections. */
  follow(run: string, from: number, listener: (events: readonly RunEvent[]) => void): () => void;
  /** Tells whether the host can be reached, now and whenever that changes. */
  onState(listener: (state: ConnectionState) => void): () => void;
}

/** A client over this transport. */
export function createClient(transport: Transport): Client {
  return {
    // The one place that trusts the host's answers: contract and handlers are compiled together.
    call: async <C extends CallName>(name: C, request: Requests[C]) =>
      (await transport.call(name, request)) as Responses[C],
    subscribe: (topic, parameters, listener) =>
      transport.subscribe(
        topic,
        () => parameters,
        (message) => listener(message as Pushes[typeof topic]),
      ),
    follow: (run, from, listener) => {
      let next = from;
      return transport.subscribe(
        'run-events',
        () => ({ run, from: next }),
        (message) => {
          const events = (message as Pushes['run-events']).events.filter(({ seq }) => seq >= next);
          const last = events.at(-1);
          if (last === undefined) return;
          next = last.seq + 1;
          listener(events);
        },
      );
    },
    onState: (listener) => transport.onState(listener),
  };
}
