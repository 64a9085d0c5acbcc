import { AppError } from '../../base/errors.ts';
import type { Problem } from '../contract.ts';

/** A call failed: with the code and the sentence of the host, or `client/unreachable` where there was no answer. */
export class ApiProblem extends AppError {
  constructor({ code, message }: Problem, cause?: unknown) {
    super(code, message, { cause });
    this.name = 'ApiProblem';
  }
}

/** The problem that an answer carries; null where it carries none. */
export function problemIn(answer: unknown): Problem | null {
  if (typeof answer !== 'object' || answer === null || !('problem' in answer)) return null;
  const { problem } = answer;
  if (typeof problem !== 'object' || problem === null) return null;
  const code = 'code' in problem && typeof problem.code === 'string' ? problem.code : 'client/bad-answer';
  const message =
    'message' in problem && typeof problem.message === 'string'
      ? problem.message
      : 'The host gave no reason.';
  return { code, message };
}

const UNREACHABLE = {
  lost: 'The host was lost and is being started again; runs go on meanwhile. Try again in a moment.',
  closed: 'The host cannot be reached. If it was stopped, start it again with "npm start".',
} as const;

/**
 * The error for an answer that never came.
 *
 * @param state - of the host: being mended, or gone as far as one knows
 */
export function unreachable(state: keyof typeof UNREACHABLE, cause?: unknown): ApiProblem {
  return new ApiProblem({ code: 'client/unreachable', message: UNREACHABLE[state] }, cause);
}
