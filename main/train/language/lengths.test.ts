import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenStretches, rungOf, stretches } from './lengths.ts';

const plan = { length: 35, spread: true, seed: 1 };

describe('stretches', () => {
  it('cover a text in order and leave at most its last row unpredicted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 500 }), fc.boolean(), fc.nat(20), (rows, spread, seed) => {
        const found = stretches(rows, 0, { length: 35, spread, seed });
        let row = 0;
        for (const one of found) {
          expect(one.row).toBe(row);
          expect(one.length).toBe(Math.min(one.drawn, rows - 1 - row));
          row += one.drawn;
        }
        expect(row).toBeGreaterThanOrEqual(rows - 2);
      }),
    );
  });

  it('are those of the seed and the epoch alone', () => {
    expect(stretches(5000, 3, plan)).toEqual(stretches(5000, 3, plan));
    expect(stretches(5000, 4, plan)).not.toEqual(stretches(5000, 3, plan));
  });

  it('lie around the usual length, a twentieth around half of it, and within their bounds', () => {
    const drawn = stretches(200_000, 0, plan).map((one) => one.drawn);
    const mean = drawn.reduce((sum, one) => sum + one, 0) / drawn.length;
    // 0.95 of 35 and 0.05 of 17.5, half a word less by truncation.
    expect(mean).toBeGreaterThan(33.2);
    expect(mean).toBeLessThan(34.1);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(55);
  });

  it('have two lengths in a search', () => {
    const drawn = stretches(20_000, 0, { ...plan, spread: false }).map((one) => one.drawn);
    expect([...new Set(drawn)].sort((a, b) => a - b)).toEqual([17, 35]);
  });
});

it('evenStretches predict every row but the first once', () => {
  expect(evenStretches(8, 3)).toEqual([
    { row: 0, drawn: 3, length: 3 },
    { row: 3, drawn: 3, length: 3 },
    { row: 6, drawn: 3, length: 1 },
  ]);
});

describe('rungOf', () => {
  it('is at least the length, and one of a few', () => {
    const lengths = Array.from({ length: 55 }, (_, i) => i + 1);
    const rungs = lengths.map((length) => rungOf(length, 35, true));
    expect(rungs.every((rung, i) => rung >= (lengths[i] ?? 0))).toBe(true);
    expect(new Set(rungs).size).toBe(11);
    expect(rungOf(35, 35, true)).toBe(35);
  });
  it('is the usual length or half of it in a search', () => {
    expect([1, 17, 18, 35].map((length) => rungOf(length, 35, false))).toEqual([17, 17, 35, 35]);
  });
});
