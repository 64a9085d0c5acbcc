import { describe, expect, it } from 'vitest';
import { TINY_GENOTYPE } from '../../../test/support/tiny-data.ts';
import { genotypeComparisons, runGenotype } from './genotype.ts';

const fixture = {
  id: 'one',
  primitives: ['none', 'skip_connect', 'sep_conv_3x3'],
  steps: 1,
  multiplier: 1,
  skip_primitive: 'none',
  input: 'alphas_before_softmax',
  normal_alphas: { shape: [2, 3], data: [9, 1, 2, 0, 1, 2] },
  reduce_alphas: { shape: [2, 3], data: [0, 2, 1, 9, 2, 1] },
  normal: [
    ['sep_conv_3x3', 1],
    ['sep_conv_3x3', 0],
  ],
  reduce: [
    ['skip_connect', 0],
    ['skip_connect', 1],
  ],
  normal_concat: [2],
  reduce_concat: [2],
};

describe('runGenotype', () => {
  it('compares edges and joined nodes of both cells, as numbers', async () => {
    expect(await runGenotype(fixture)).toEqual([
      { quantity: 'genotype normal', found: [2, 1, 2, 0], expected: [2, 1, 2, 0], deviation: 0 },
      { quantity: 'concat normal', found: [2], expected: [2], deviation: 0 },
      { quantity: 'genotype reduction', found: [1, 0, 1, 1], expected: [1, 0, 1, 1], deviation: 0 },
      { quantity: 'concat reduction', found: [2], expected: [2], deviation: 0 },
    ]);
  });

  it('skips what the fixture skips', async () => {
    const [normal] = await runGenotype({ ...fixture, skip_primitive: null });
    expect(normal?.found).toEqual([0, 0, 2, 1]);
  });

  it('takes values that had their softmax', async () => {
    const mixture = { ...fixture, input: 'weights_after_softmax' };
    const [normal] = await runGenotype(mixture);
    // Without the softmax an edge that none dominates is not ranked lower.
    expect(normal?.found).toEqual([2, 0, 2, 1]);
  });
});

it('genotypeComparisons leaves out the joined nodes that a fixture does not give', () => {
  const pairs = (kind: 'normal' | 'reduction') =>
    TINY_GENOTYPE[kind].edges.map(({ primitive, input }): [string, number] => [primitive, input]);
  const expected = { normal: pairs('normal'), reduce: pairs('reduction') };
  const found = genotypeComparisons(TINY_GENOTYPE, expected, ['none', 'skip_connect', 'dil_conv_3x3']);
  expect(found.map(({ quantity }) => quantity)).toEqual(['genotype normal', 'genotype reduction']);
  for (const one of found) expect(Array.from(one.found)).toEqual(Array.from(one.expected));
});
