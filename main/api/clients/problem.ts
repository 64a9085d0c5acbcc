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

/** The error for an answer that never came. */
export function unreachable(cause?: unknown): ApiProblem {
  const message = 'The host cannot be reached. If it was stopped, start it again with "npm start".';
  return new ApiProblem({ code: 'client/unreachable', message }, cause);
}
