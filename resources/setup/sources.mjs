import { SetupProblem } from './problem.mjs';

/** A source that is not to be had here and now: the next one is tried. */
export class Unavailable extends Error {}

/**
 * @template T
 * @typedef {object} Source
 * @property {string} name as the person reads it
 * @property {() => Promise<T | null>} obtain null: does not apply on this machine; throws {@link Unavailable} when it would, but fails
 */

/**
 * Takes a thing from the first source that has it.
 *
 * @template T
 * @param {readonly Source<T>[]} sources in the order of preference
 * @param {{ what: string, remedy: string }} messages for the case that none has it
 * @returns {Promise<T>}
 */
export async function firstOf(sources, { what, remedy }) {
  const reasons = [];
  /** @type {unknown} */
  let cause;
  for (const source of sources) {
    try {
      const found = await source.obtain();
      if (found !== null) return found;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      reasons.push(`${source.name}: ${error.message}`);
      cause ??= error;
    }
  }
  const tried = reasons.length === 0 ? 'no source has it for this platform' : reasons.join('; ');
  throw new SetupProblem(`${what} could not be had (${tried}).`, remedy, { cause });
}
