import { AppError } from '../../base/errors.ts';
import { printType } from './types.ts';
import type { TensorType } from './types.ts';

/** What can be wrong with a program; the message says where and what was expected. */
export type EngineErrorCode =
  | 'engine/shape-mismatch'
  | 'engine/bad-attribute'
  | 'engine/unknown-op'
  | 'engine/no-gradient'
  | 'engine/invalid-program'
  | 'engine/bad-feed'
  | 'engine/unknown-program'
  | 'engine/unknown-variable'
  | 'engine/no-tensorflow'
  | 'engine/no-device'
  | 'engine/out-of-memory'
  | 'engine/execution-failed';

/** An error of the engine. */
export function engineError(
  code: EngineErrorCode,
  message: string,
  options: { readonly data?: Readonly<Record<string, unknown>>; readonly cause?: unknown } = {},
): AppError {
  return new AppError(code, message, options);
}

/** The error of an operand that does not fit: names the op, the operand and what it should have been. */
export function shapeError(op: string, expected: string, operands: readonly TensorType[]): AppError {
  return engineError(
    'engine/shape-mismatch',
    `${op}: expected ${expected}, got ${operands.map(printType).join(', ') || 'none'}.`,
    { data: { op } },
  );
}
