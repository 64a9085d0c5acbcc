/**
 * Up to `limit` of the candidates that look like a mistyped `name`, nearest first. Case and the marks between words do
 * not count.
 */
export function nearest(name: string, candidates: readonly string[], limit = 3): readonly string[] {
  const wanted = plainName(name.slice(0, LONGEST_NAME));
  const scored = candidates.map((candidate) => {
    const plain = plainName(candidate);
    const contains = wanted.length >= 3 && (plain.includes(wanted) || wanted.includes(plain));
    return { candidate, distance: contains ? 1 : editDistance(wanted, plain), size: plain.length };
  });
  return scored
    .filter(({ distance, size }) => distance <= Math.max(1, Math.floor(size / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** Letters and digits of a name in lower case: names that differ in nothing else are one name to a person. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

// Longer input is no mistyped name; the cut bounds the work on hostile text.
const LONGEST_NAME = 80;

/** How many letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let twoAbove: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const row = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (above[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      const swapped =
        i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j] ? (twoAbove[j - 1] ?? 0) + 1 : Infinity;
      row.push(Math.min(replaced, swapped, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    twoAbove = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
