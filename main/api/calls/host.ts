/** What the host is, and its rest. */
import type { HandlersOf } from './call.ts';
import { nothing } from './parts.ts';
import type { Done } from './parts.ts';

/** What the host is and runs on. */
export interface HostInfo {
  readonly version: string;
  readonly device: DeviceReport;
  /** Where the user's runs and data sets are. */
  readonly dataFolder: string;
}

/** The device that does the mathematics, in words for a person. */
export interface DeviceReport {
  readonly kind: 'cpu' | 'gpu';
  /** `CPU · TensorFlow 2.21.0 · oneDNN · 2 threads`. */
  readonly title: string;
  /** Why no GPU is used, and what would change that; null where one is. */
  readonly refusal: string | null;
}

/** The requests. */
export const HOST_CALLS = {
  'host.info': nothing,
  /** Asks all runs that were started here to save themselves and end, and starts no further one: jobs of the queue wait again. */
  'host.rest': nothing,
} as const;

/** The answers. */
export interface HostAnswers {
  readonly 'host.info': HostInfo;
  /** The runs have ended. */
  readonly 'host.rest': Done;
}

/** What is behind these calls. */
export interface HostSelf {
  info(): Promise<HostInfo>;
  /** Lets the runs that were started here save themselves and end, and starts no further one. */
  rest(): Promise<void>;
}

/** What each call does. */
export const HOST_HANDLERS: HandlersOf<typeof HOST_CALLS, HostAnswers, { readonly self: HostSelf }> = {
  'host.info': (_, { self }) => self.info(),
  'host.rest': async (_, { self }) => {
    await self.rest();
    return {};
  },
};
