import { AppError } from '../../base/errors.ts';

/** A fixture that cannot be run: what is wrong with it. */
export function fixtureError(fixture: string, problem: string): AppError {
  return new AppError('search/fixture', `fixture ${fixture}: ${problem}.`, { data: { fixture, problem } });
}
