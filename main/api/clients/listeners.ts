import type { ConnectionState } from './transport.ts';

/** The state of a connection and those who want to know of it. */
export interface StateCell {
  get(): ConnectionState;
  set(state: ConnectionState): void;
  /** The listener is called at once with the present state. */
  listen(listener: (state: ConnectionState) => void): () => void;
}

/** A state that starts as `connecting`; `closed` is final. */
export function stateCell(): StateCell {
  let state: ConnectionState = 'connecting';
  const listeners = new Set<(state: ConnectionState) => void>();
  return {
    get: () => state,
    set: (next) => {
      if (next === state || state === 'closed') return;
      state = next;
      for (const listener of [...listeners]) listener(next);
    },
    listen: (listener) => {
      listeners.add(listener);
      listener(state);
      return () => void listeners.delete(listener);
    },
  };
}
