import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import mixtures from '../../test/fixtures/published-mixtures.json' with { type: 'json' };
import { parseAlphas } from './alphas-file.ts';
import { DERIVATION_RULES, deriveGenotype } from './derive.ts';
import type { EdgeValues } from './derive.ts';
import { genotypeToFile } from './genotype.ts';
import { findPublished } from './library.ts';
import type { Primitive } from './primitive.ts';
import { mixtureOf } from './mixture.ts';
import { SPACES } from './registry.ts';
import type { CellSpace } from './space.ts';

const tensor = z.object({ shape: z.tuple([z.number(), z.number()]), data: z.array(z.number()) });
const pairs = z.array(z.tuple([z.string(), z.number()]));
const fixture = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      primitives: z.array(z.string()),
      steps: z.number(),
      multiplier: z.number(),
      skip_primitive: z.string().nullable(),
      input: z.enum(['alphas_before_softmax', 'weights_after_softmax']),
      normal_alphas: tensor,
      reduce_alphas: tensor,
      normal: pairs,
      reduce: pairs,
      normal_concat: z.array(z.number()),
      reduce_concat: z.array(z.number()),
      published_genotype: z.string().optional(),
    }),
  ),
});

const rowsOf = ({ shape: [edges, columns], data }: z.infer<typeof tensor>): EdgeValues =>
  Array.from({ length: edges }, (_, e) => Float32Array.from(data.slice(e * columns, (e + 1) * columns)));
/** Primitives of which one is the zero operation: the one that a fixture leaves out. */
const named =
  (zero: string | null) =>
  (name: string): Primitive => ({
    name,
    table: null,
    definition: name === zero ? { block: 'zero' } : { block: 'plain', kernel: 1 },
  });

describe.each(['genotype_darts', 'genotype_sharp'])('derivation equals the reference: %s', (file) => {
  const path = new URL(`../../test/fixtures/parity/${file}.json`, import.meta.url);
  const { cases } = fixture.parse(JSON.parse(readFileSync(path, 'utf8')));

  it('has all its cases', () => {
    expect(cases).toHaveLength(file === 'genotype_darts' ? 14 : 16);
  });

  it.each(cases)('$id', (one) => {
    const space: CellSpace = {
      ...SPACES.darts,
      primitives: one.primitives.map(named(one.skip_primitive)),
      intermediateNodes: one.steps,
      concatNodes: one.multiplier,
    };
    const genotype = deriveGenotype(
      space,
      { normal: rowsOf(one.normal_alphas), reduction: rowsOf(one.reduce_alphas) },
      {
        skipZero: one.skip_primitive !== null,
        values: one.input === 'alphas_before_softmax' ? 'alphas' : 'mixture',
      },
    );
    const { normal, normal_concat, reduce, reduce_concat } = one;
    expect(genotypeToFile(genotype)).toEqual({ normal, normal_concat, reduce, reduce_concat });
    if (one.published_genotype !== undefined) {
      expect(genotype).toEqual(findPublished(one.published_genotype).genotype);
    }
  });
});

describe.each(['SHARPER_SCALAR', 'SHARPER_MAX_W'] as const)('the published mixtures of %s', (name) => {
  const { primitives, normal, reduce } = mixtures[name];
  const derived = (rule: keyof typeof DERIVATION_RULES) =>
    deriveGenotype(
      SPACES.sharper,
      { normal, reduction: reduce },
      { skipZero: DERIVATION_RULES[rule].skipZero, values: 'mixture' },
    );

  it('have the columns of the space', () => {
    expect(SPACES.sharper.primitives.map((primitive) => primitive.name)).toEqual(primitives);
  });

  it('give the published genotypes, none skipped and not', () => {
    expect(derived('skip-none')).toEqual(findPublished(name).genotype);
    expect(derived('skip-none')).toEqual(findPublished(`${name}_genotype_skip_none`).genotype);
    expect(derived('keep-none')).toEqual(findPublished(`${name}_genotype_no_hack`).genotype);
  });
});

const flat = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0));

describe('the mixture', () => {
  it('is a softmax in float32', () => {
    const mixture = mixtureOf([0, Math.log(3)]);
    expect(mixture[0]).toBeCloseTo(0.25, 6);
    expect(mixture.every((weight) => Math.fround(weight) === weight)).toBe(true);
  });

  it('stands large alphas', () => {
    expect(mixtureOf([1000, 999, -1000]).reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 6);
  });

  it('gives nothing to what an edge may not take', () => {
    expect(mixtureOf([5, 1, 1], [false, true, true])).toEqual([0, 0.5, 0.5]);
  });
});

describe('derivation', () => {
  it('obeys the restrictions of the space', () => {
    const space: CellSpace = {
      ...SPACES.darts,
      restrictions: [{ cell: 'reduction', node: null, input: null, primitives: ['none', 'skip_connect'] }],
    };
    const values = flat(14, 8).map((row) => row.map((_, p) => (p === 4 ? 9 : 0)));
    const genotype = deriveGenotype(space, { normal: values, reduction: values });
    expect(new Set(genotype.normal.edges.map(({ primitive }) => primitive))).toEqual(
      new Set(['sep_conv_3x3']),
    );
    expect(new Set(genotype.reduction.edges.map(({ primitive }) => primitive))).toEqual(
      new Set(['skip_connect']),
    );
  });

  it('chooses nothing forbidden, even where a mixture gives it weight', () => {
    const space: CellSpace = {
      ...SPACES.darts,
      restrictions: [{ cell: 'both', node: 0, input: null, primitives: ['skip_connect', 'dil_conv_5x5'] }],
    };
    const mixture = flat(14, 8).map(() => [0.1, 0.3, 0.1, 0.1, 0.1, 0.1, 0.05, 0.15]);
    const values = { normal: mixture, reduction: mixture };
    const { normal } = deriveGenotype(space, values, { skipZero: true, values: 'mixture' });
    expect(normal.edges.slice(0, 3).map(({ primitive }) => primitive)).toEqual([
      'dil_conv_5x5',
      'dil_conv_5x5',
      'max_pool_3x3',
    ]);
  });

  it('passes over edges on which nothing but none is allowed', () => {
    const space: CellSpace = {
      ...SPACES.darts,
      restrictions: [{ cell: 'normal', node: 1, input: 0, primitives: ['none'] }],
    };
    const { normal } = deriveGenotype(space, { normal: flat(14, 8), reduction: flat(14, 8) });
    expect(normal.edges.slice(2, 4).map(({ input }) => input)).toEqual([1, 2]);
  });

  it('passes over the zero operation by what it computes, not by its name', () => {
    const zero = { name: 'zero', table: null, definition: { block: 'zero' } } as const;
    const none = { name: 'none', table: null, definition: { block: 'plain', kernel: 3 } } as const;
    const space: CellSpace = {
      ...SPACES.darts,
      primitives: [zero, none],
      intermediateNodes: 1,
      concatNodes: 1,
    };
    const rows = [
      [2, 1],
      [1, 0],
    ];
    const chosen = (skipZero: boolean) =>
      deriveGenotype(space, { normal: rows, reduction: rows }, { skipZero, values: 'alphas' }).normal.edges;
    expect(chosen(true).map(({ primitive }) => primitive)).toEqual(['none', 'none']);
    expect(chosen(false).map(({ primitive }) => primitive)).toEqual(['zero', 'zero']);
  });

  it('reads the alphas of a file', () => {
    const text = JSON.stringify({ alphas_normal: flat(14, 8), alphas_reduce: flat(14, 8) });
    const genotype = deriveGenotype(SPACES.darts, parseAlphas(text));
    expect(genotype.normal.edges[0]).toEqual({ primitive: 'max_pool_3x3', input: 0 });
  });
});
