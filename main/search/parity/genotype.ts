import { z } from 'zod';
import { parsedFixture } from '../../nn/index.ts';
import type { Comparison, FixtureCase } from '../../nn/index.ts';
import { CELL_KINDS, deriveGenotype, SPACES } from '../../spaces/index.ts';
import type { EdgeValues, Genotype, Primitive, SearchSpace } from '../../spaces/index.ts';

const pairs = z.array(z.tuple([z.string(), z.int()]));
const states = z.array(z.int());

/** A genotype as fixtures give it; cells without their list of nodes join the last ones. */
export const genotypeSchema = z.object({
  normal: pairs,
  reduce: pairs,
  normal_concat: states.optional(),
  reduce_concat: states.optional(),
});

const tensor = z.object({ shape: z.tuple([z.int(), z.int()]), data: z.array(z.number()) });
const schema = genotypeSchema.extend({
  primitives: z.array(z.string()),
  steps: z.int(),
  multiplier: z.int(),
  skip_primitive: z.string().nullable(),
  input: z.enum(['alphas_before_softmax', 'weights_after_softmax']),
  normal_alphas: tensor,
  reduce_alphas: tensor,
});

/** A derivation: alphas, or mixtures, to a genotype. */
export async function runGenotype(fixture: FixtureCase): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, schema, fixture);
  // Derivation asks of a primitive only whether it is the zero operation: here the one that the fixture leaves out.
  const named = (name: string): Primitive => ({
    name,
    table: null,
    definition: name === given.skip_primitive ? { block: 'zero' } : { block: 'plain', kernel: 1 },
  });
  const space: SearchSpace = {
    ...SPACES.darts,
    primitives: given.primitives.map(named),
    intermediateNodes: given.steps,
    concatNodes: given.multiplier,
  };
  const values = given.input === 'alphas_before_softmax' ? 'alphas' : 'mixture';
  const genotype = deriveGenotype(
    space,
    { normal: rowsOf(given.normal_alphas), reduction: rowsOf(given.reduce_alphas) },
    { skipZero: given.skip_primitive !== null, values },
  );
  return genotypeComparisons(genotype, given, given.primitives);
}

const rowsOf = ({ shape: [edges, columns], data }: z.infer<typeof tensor>): EdgeValues =>
  Array.from({ length: edges }, (_, e) => Float32Array.from(data.slice(e * columns, (e + 1) * columns)));

/** Compares genotypes as numbers: of each edge the place of its primitive in the list and its state; then the nodes that are joined. */
export function genotypeComparisons(
  found: Genotype,
  expected: z.infer<typeof genotypeSchema>,
  primitives: readonly string[],
): readonly Comparison[] {
  const wanted = {
    normal: { edges: expected.normal, concat: expected.normal_concat },
    reduction: { edges: expected.reduce, concat: expected.reduce_concat },
  };
  return CELL_KINDS.flatMap((kind) => {
    const { edges, concat } = wanted[kind];
    const numbers = (name: string, state: number) => [primitives.indexOf(name), state];
    const cell: Comparison = {
      quantity: `genotype ${kind}`,
      found: found[kind].edges.flatMap(({ primitive, input }) => numbers(primitive, input)),
      expected: edges.flatMap(([name, state]) => numbers(name, state)),
      deviation: 0,
    };
    if (concat === undefined) return [cell];
    const { concat: joined } = found[kind];
    return [cell, { quantity: `concat ${kind}`, found: joined, expected: concat, deviation: 0 }];
  });
}
