import type { Skipped } from '../dataset.ts';

const MOST_EXAMPLES = 5;

/** Counts images that are left out, by their reasons. */
export interface LeftOut {
  /** One more. */
  add(reason: string, path: string): void;
  /** Most first. */
  list(): readonly Skipped[];
}

/** @param before - what was left out already */
export function createLeftOut(before: readonly Skipped[]): LeftOut {
  const found = new Map<string, { readonly count: number; readonly examples: readonly string[] }>();
  const addAll = ({ reason, count, examples }: Skipped): void => {
    const known = found.get(reason) ?? { count: 0, examples: [] };
    found.set(reason, {
      count: known.count + count,
      examples: [...known.examples, ...examples].slice(0, MOST_EXAMPLES),
    });
  };
  before.forEach(addAll);
  return {
    add(reason, path) {
      addAll({ reason, count: 1, examples: [path] });
    },
    list: () => [...found].map(([reason, rest]) => ({ reason, ...rest })).sort((a, b) => b.count - a.count),
  };
}
