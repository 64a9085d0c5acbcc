import { describe, expect, it } from 'vitest';
import { twoSidedP, twoSidedQuantile } from './student-t.ts';

/** Within so large a share of what scipy gives. */
const near = (found: number, expected: number): void =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-10 * Math.abs(expected));

describe('twoSidedP', () => {
  // scipy 1.17.1: 2 * stats.t.sf(abs(t), freedom).
  it.each([
    [0, 3, 1],
    [0.5, 1, 0.7048327646991335],
    [1, 1, 0.5],
    [2.5, 4, 0.06676654481198814],
    [-3, 2, 0.09546596626670913],
    [1.96, 1000, 0.050273184955748736],
    [12, 7.3, 4.55578522957055e-6],
    [0.001, 250.5, 0.9992029114652204],
    [5, 0.5, 0.28599140315885874],
    [40, 5, 1.8411962171772954e-7],
    [4, 1e5, 6.338799755719541e-5],
  ])('of t = %d with %d degrees of freedom', (t, freedom, expected) => {
    near(twoSidedP(t, freedom), expected);
  });

  it('refuses what is no distribution', () => {
    expect(() => twoSidedP(1, 0)).toThrow(/degrees of freedom/);
  });
});

describe('twoSidedQuantile', () => {
  // scipy 1.17.1: stats.t.ppf((1 + coverage) / 2, freedom).
  it.each([
    [0.95, 1, 12.706204736174694],
    [0.95, 2, 4.302652729749462],
    [0.95, 3, 3.1824463052837078],
    [0.95, 4, 2.7764451051977934],
    [0.95, 9, 2.262157162798205],
    [0.95, 29, 2.045229642132703],
    [0.95, 1000, 1.9623390808264083],
    [0.99, 5, 4.032142983555228],
    [0.5, 3, 0.7648923284043444],
    [0.95, 2.713, 3.3816455935919842],
    [0.999, 1.5, 82.84744670366369],
  ])('of coverage %d with %d degrees of freedom', (coverage, freedom, expected) => {
    near(twoSidedQuantile(coverage, freedom), expected);
  });

  it('refuses what is no probability', () => {
    expect(() => twoSidedQuantile(1, 3)).toThrow(/probability/);
  });
});
