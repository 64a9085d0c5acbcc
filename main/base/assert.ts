/**
 * States what this program guarantees by itself. A failure is our bug, never the user's input: those get an AppError.
 *
 * @throws Error with the prefix `internal:`
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`internal: ${message}`);
}

/** The value, where the surrounding code guarantees that it exists; `why` says by what guarantee. */
export function defined<T>(value: T | null | undefined, why: string): T {
  if (value === undefined || value === null) throw new Error(`internal: ${why}`);
  return value;
}

/** The branch of an exhaustive switch that cannot be reached. */
export function assertNever(value: never): never {
  throw new Error(`internal: unexpected value ${JSON.stringify(value)}`);
}
