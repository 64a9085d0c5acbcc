/**
 * A process that loads TensorFlow, tells what it found, and ends. Loading can end the process, on a processor that the library
 * is not for; then this one ends, not the one that asked.
 */
import { createTensorflowExecutor } from '../engine/index.ts';
import { AppError, messageOf } from '../base/errors.ts';
import type { ProbeMessage } from './probe-engine.ts';

function probe(): ProbeMessage {
  try {
    return { report: createTensorflowExecutor().describe() };
  } catch (error) {
    return {
      error: { code: error instanceof AppError ? error.code : 'internal', message: messageOf(error) },
    };
  }
}

process.send?.(probe(), () => process.exit(0));
