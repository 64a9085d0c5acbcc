/**
 * Whether the host can be reached: `lost` is being mended; `refused`: another one answers, that does not know our token; `closed` is for
 * good.
 */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused' | 'closed';

/** What becomes of the other end of a channel. */
export type PortState = 'open' | 'lost' | 'closed';

/** Carries calls and subscriptions to a host and knows nothing of their meaning. */
export interface Transport {
  call(name: string, request: unknown): Promise<unknown>;
  /** `parameters` is asked again after a lost connection, so that a subscription can go on where it stopped. */
  subscribe(topic: string, parameters: () => unknown, listener: (message: unknown) => void): () => void;
  onState(listener: (state: ConnectionState) => void): () => void;
  dispose(): void;
}
