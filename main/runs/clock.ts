/** Time, passed in so that tests can hold it. */
export interface Clock {
  /** Milliseconds since 1970; a person may set it back. */
  now(): number;
  /** Seconds since some moment; never goes back. */
  seconds(): number;
}

/** The time of this machine. */
export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  seconds: () => performance.now() / 1000,
};
