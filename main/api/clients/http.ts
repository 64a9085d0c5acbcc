import type { ClientMessage } from '../contract.ts';
import { stateCell } from './listeners.ts';
import type { ClientPort } from './port.ts';
import { portTransport } from './port.ts';
import { ApiProblem, problemIn, unreachable } from './problem.ts';
import type { Transport } from './transport.ts';

/** An open or opening WebSocket, with what is needed of it. */
export interface SocketPort {
  addEventListener(event: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  send(text: string): void;
  close(): void;
}

/** Opens a WebSocket; a page passes the browser's own. */
export type SocketMaker = (url: string, protocols: string[]) => SocketPort;

/** How to reach a host over HTTP. */
export interface HttpTransportOptions {
  /** `http://127.0.0.1:8321`. */
  readonly origin: string;
  readonly token: string;
  readonly openSocket: SocketMaker;
  /** How long to wait before each further attempt to connect, in milliseconds; the last one repeats. */
  readonly retryMs?: readonly number[];
}

/** The subprotocol that both ends speak; the token travels beside it, for a page cannot set headers of a WebSocket. */
export const SUBPROTOCOL = 'dartboard.v1';

/** How the token is written in the list of subprotocols. */
export const TOKEN_PREFIX = 'token.';

interface Subscription {
  readonly topic: string;
  readonly parameters: () => unknown;
  readonly listener: (message: unknown) => void;
  /** Ends it on the present connection. */
  end: (() => void) | null;
}

/** Calls by POST; subscriptions over one WebSocket, which is opened again when it is lost. */
export function httpTransport(options: HttpTransportOptions): Transport {
  const { origin, token, openSocket, retryMs = [250, 500, 1000, 2000, 5000] } = options;
  const state = stateCell();
  const subscriptions = new Set<Subscription>();
  let live: Transport | null = null;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let socket: SocketPort | null = null;

  const attach = (subscription: Subscription): void => {
    const { topic, parameters, listener } = subscription;
    subscription.end = live === null ? null : live.subscribe(topic, parameters, listener);
  };
  const connect = (): void => {
    timer = null;
    const opened = openSocket(`${origin.replace(/^http/, 'ws')}/api`, [
      SUBPROTOCOL,
      `${TOKEN_PREFIX}${token}`,
    ]);
    socket = opened;

    opened.addEventListener('open', () => {
      failures = 0;
      live = portTransport(socketPort(opened));
      state.set('open');

      for (const subscription of subscriptions) attach(subscription);
    });
    opened.addEventListener('close', lost);
    // A failed socket always closes as well; without a listener some implementations throw.
    opened.addEventListener('error', () => undefined);
  };
  const lost = (): void => {
    live = null;
    if (state.get() === 'closed') return;
    if (state.get() !== 'refused') state.set('lost');
    timer ??= setTimeout(connect, retryMs[Math.min(failures++, retryMs.length - 1)]);
    void isRefused(options).then((refused) => {
      if (state.get() !== 'open') state.set(refused ? 'refused' : 'lost');
    });
  };
  connect();

  return {
    call: (name, request) => post(`${origin}/api/${name}`, token, request),
    subscribe: (topic, parameters, listener) => {
      const subscription: Subscription = { topic, parameters, listener, end: null };
      subscriptions.add(subscription);
      attach(subscription);
      return () => {
        subscriptions.delete(subscription);
        subscription.end?.();
        subscription.end = null;
      };
    },
    onState: (listener) => state.listen(listener),
    dispose: () => {
      state.set('closed');
      if (timer !== null) clearTimeout(timer);
      socket?.close();
    },
  };
}

/** Whether a host answers that does not know the token. A page cannot see why its WebSocket was not granted; a call is told. */
async function isRefused({ origin, token }: HttpTransportOptions): Promise<boolean> {
  return post(`${origin}/api/host.info`, token, {}).then(
    () => false,
    (thrown: unknown) => thrown instanceof ApiProblem && thrown.code === 'api/unauthorized',
  );
}

function socketPort(socket: SocketPort): ClientPort {
  return {
    send: (message: ClientMessage) => socket.send(JSON.stringify(message)),
    onMessage: (listener) => {
      socket.addEventListener('message', ({ data }) => {
        if (typeof data === 'string') listener(JSON.parse(data));
      });
    },
    onState: (listener) => socket.addEventListener('close', () => listener('closed')),
    close: () => socket.close(),
  };
}

async function post(url: string, token: string, request: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
  }).catch((reason: unknown) => {
    throw unreachable('closed', reason);
  });
  const body: unknown = await answer.json().catch((reason: unknown) => {
    throw unreachable('closed', reason);
  });
  const problem = problemIn(body);
  if (problem !== null) throw new ApiProblem(problem);
  if (typeof body !== 'object' || body === null || !('response' in body)) throw unreachable('closed');
  return body.response;
}
