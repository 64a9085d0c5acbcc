import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allIndices, fractional, halves, kFold, stratified, subset } from './splits.ts';

describe('halves', () => {
  it("is DARTS's rule: the first half in file order, the rest, an odd one to the rest", () => {
    const { first, second } = halves(50_000);
    expect([first.length, first[0], first.at(-1)]).toEqual([25_000, 0, 24_999]);
    expect([second.length, second[0], second.at(-1)]).toEqual([25_000, 25_000, 49_999]);
    expect([...halves(5).first]).toEqual([0, 1]);
    expect([...halves(5).second]).toEqual([2, 3, 4]);
  });

  it('divides a random order with a seed, the same for the same seed', () => {
    const split = halves(100, 1);
    expect(split).toEqual(halves(100, 1));
    expect(split).not.toEqual(halves(100, 2));
    expect([...split.first]).not.toEqual([...halves(100).first]);
    expect([...split.first, ...split.second].sort((a, b) => a - b)).toEqual([...allIndices(100)]);
  });
});

describe('fractional', () => {
  it('rounds down as the published code does', () => {
    expect(fractional(10, 0.39).first).toHaveLength(3);
    expect(fractional(10, 0.9).first).toHaveLength(9);
  });

  it.each([Number.NaN, -0.1, 1.1, 0, 1, 0.05])('refuses the fraction %d of ten images', (fraction) => {
    expect(() => fractional(10, fraction)).toThrow(expect.objectContaining({ code: 'data/bad-split' }));
  });
});

describe('stratified', () => {
  it('keeps the balance, loses nothing and repeats itself', () => {
    const labels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 20, maxLength: 200 });
    fc.assert(
      fc.property(
        labels,
        fc.double({ min: 0.3, max: 0.7, noNaN: true }),
        fc.nat(),
        (list, fraction, seed) => {
          const all = Uint8Array.from(list);
          const { first, second } = stratified(all, fraction, seed);
          expect({ first, second }).toEqual(stratified(all, fraction, seed));
          expect([...first, ...second].sort((a, b) => a - b)).toEqual([...allIndices(list.length)]);
          for (let label = 0; label <= 4; label++) {
            const count = (indices: Uint32Array): number => indices.filter((i) => all[i] === label).length;
            const total = list.filter((l) => l === label).length;
            expect(count(first)).toBe(Math.round(fraction * total));
          }
          for (const side of [first, second]) expect([...side]).toEqual([...side].sort((a, b) => a - b));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('chooses by the seed', () => {
    const labels = Uint8Array.from({ length: 100 }, (_, i) => i % 10);
    expect(stratified(labels, 0.5, 1)).not.toEqual(stratified(labels, 0.5, 2));
  });
});

describe('subset', () => {
  const indices = Uint32Array.of(9, 4, 7, 1);

  it('takes the first ones, or with a seed some, in their order', () => {
    expect([...subset(indices, 2)]).toEqual([9, 4]);
    const seen = new Set(Array.from({ length: 50 }, (_, seed) => [...subset(indices, 2, seed)].join()));
    expect([...seen].sort()).toEqual(['4,1', '4,7', '7,1', '9,1', '9,4', '9,7']);
  });

  it.each([0, 5, 1.5])('refuses %d of four', (count) => {
    expect(() => subset(indices, count)).toThrow(expect.objectContaining({ code: 'data/bad-split' }));
  });
});

describe('kFold', () => {
  const labels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 10, maxLength: 120 });
  const folds = fc.integer({ min: 2, max: 10 });

  it('holds every image out once, in folds and classes of equal size', () => {
    fc.assert(
      fc.property(labels, folds, fc.integer(), (all, count, seed) => {
        const set = Uint8Array.from(all);
        const held = Array.from({ length: count }, (_, fold) => kFold(set, { fold, folds: count }, seed));
        const out = held.flatMap(({ second }) => [...second]).sort((a, b) => a - b);
        expect(out).toEqual([...allIndices(set.length)]);
        for (const { first, second } of held)
          expect([...first, ...second].sort((a, b) => a - b)).toEqual([...allIndices(set.length)]);
        const spread = (sizes: readonly number[]): number => Math.max(...sizes) - Math.min(...sizes);
        expect(spread(held.map(({ second }) => second.length))).toBeLessThanOrEqual(1);
        for (const label of new Set(all))
          expect(
            spread(held.map(({ second }) => second.filter((i) => set[i] === label).length)),
          ).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is the same for the same seed, and another for another', () => {
    const set = Uint8Array.from({ length: 60 }, (_, i) => i % 3);
    const which = { fold: 1, folds: 5 };
    expect(kFold(set, which, 7)).toEqual(kFold(set, which, 7));
    expect(kFold(set, which, 7)).not.toEqual(kFold(set, which, 8));
  });

  it.each([
    [{ fold: 0, folds: 1 }, '2 are the fewest'],
    [{ fold: 0, folds: 11 }, '11 folds were asked for of 10 images'],
    [{ fold: 3, folds: 3 }, 'there is no fold 3 among 3'],
  ])('refuses %o', (which, words) => {
    expect(() => kFold(new Uint8Array(10), which, 0)).toThrow(words);
  });
});
