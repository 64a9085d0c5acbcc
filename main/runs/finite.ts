import type { Snapshot } from '../train/index.ts';

/** A number that is none. */
export interface NotFinite {
  /** `NaN` or `infinite`. */
  readonly value: string;
  readonly variable: string;
}

/** What a number that is not finite is called. */
export const notFiniteWord = (value: number): string => (Number.isNaN(value) ? 'NaN' : 'infinite');

/**
 * The first number of a state that is not finite; null if all are. A step that loss scaling skips leaves none behind: its updates
 * are not in force.
 */
export function firstNotFinite({ variables }: Snapshot): NotFinite | null {
  for (const [variable, values] of Object.entries(variables)) {
    if (!(values instanceof Float32Array)) continue;
    const at = firstIn(values);
    if (at !== null) return { value: notFiniteWord(values[at] ?? Number.NaN), variable };
  }
  return null;
}

/** By index: iterators take ten times as long, and a network has millions of numbers. */
function firstIn(values: Float32Array): number | null {
  for (let at = 0; at < values.length; at++) if (!Number.isFinite(values[at])) return at;
  return null;
}
