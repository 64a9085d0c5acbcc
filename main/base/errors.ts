/**
 * The one error type of the product. A room throws `AppError` with a code of its own (`room/what-happened`), typed data
 * and a sentence for the person: what happened, where, and what to do.
 */
export class AppError extends Error {
  /** `room/slug`, stable: tests, the API and the window's texts key on it. */
  readonly code: string;
  /** Facts about the failure, serializable. */
  readonly data: Readonly<Record<string, unknown>>;

  /**
   * @param code - `room/slug`
   * @param message - one sentence or two: what, where, what to do
   * @param options - `data` for machines, `cause` for the trail
   */
  constructor(
    code: string,
    message: string,
    options: { readonly data?: Readonly<Record<string, unknown>>; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.data = options.data ?? {};
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
