/** The names in a folder of any size, packed and sorted. */
import { comparePacked, packedText } from './growing.ts';
import type { PackedTexts } from './growing.ts';

/** Names, sorted by code points, as Python sorts. */
export interface Names extends Iterable<string> {
  readonly count: number;
  /** The place of a name in this list; -1: it is not there. */
  indexOf(name: string): number;
}

/** Orders names by code points. */
export const byCodePoints = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** A row of {@link sortedOrder} in which all names are of one folder. */
export interface NamesRange {
  readonly texts: PackedTexts;
  readonly order: Uint32Array;
  readonly from: number;
  readonly to: number;
}

/** The names of a range. */
export function namesOf({ texts, order, from, to }: NamesRange): Names {
  const at = (index: number): string => packedText(texts, order[from + index] ?? 0);
  return {
    count: to - from,
    *[Symbol.iterator]() {
      for (let i = 0; i < to - from; i++) yield at(i);
    },
    indexOf(name) {
      const wanted = Buffer.from(name);
      let low = 0;
      let high = to - from;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (Buffer.compare(Buffer.from(at(middle)), wanted) < 0) low = middle + 1;
        else high = middle;
      }
      return low < to - from && at(low) === name ? low : -1;
    },
  };
}

/** The first few of a list. */
export function first(names: Iterable<string>, count: number): readonly string[] {
  const taken: string[] = [];
  for (const name of names) {
    if (taken.length === count) break;
    taken.push(name);
  }
  return taken;
}

/**
 * Numbers of the texts in the order of their group, then of the texts themselves.
 *
 * @param texts - the texts
 * @param groupOf - `[N]`, the group of each; null: there is one
 */
export function sortedOrder(texts: PackedTexts, groupOf: Uint32Array | null): Uint32Array {
  const compare = (a: number, b: number): number =>
    (groupOf === null ? 0 : (groupOf[a] ?? 0) - (groupOf[b] ?? 0)) || comparePacked(texts, a, b);
  const order = Uint32Array.from({ length: texts.ends.length }, (_, i) => i);
  // Archives are mostly sorted already.
  const isSorted = order.every((entry) => entry === 0 || compare(entry - 1, entry) <= 0);
  return isSorted ? order : order.sort(compare);
}
