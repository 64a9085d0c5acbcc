import { z } from 'zod';
import { assert } from '../../../base/assert.ts';
import { parsedFixture } from '../../../nn/index.ts';
import type { Comparison, FixtureCase } from '../../../nn/index.ts';
import {
  allowedMask,
  edgesByNode,
  edgesIn,
  isComplete,
  isPair,
  parseArchitectureString,
  SPACES,
  isPath,
} from '../../../spaces/index.ts';
import type { Architecture, CellKind, CellSpace } from '../../../spaces/index.ts';
import { poolsOf, shrink } from '../../importance/masks.ts';
import type { Mask, Removed, Shrunk } from '../../importance/masks.ts';
import { detailOf } from '../../importance/state.ts';
import type { ImportanceState } from '../../importance/state.ts';
import type { PerKind } from '../../supernet-model.ts';
import { ruledScores } from './rules.ts';

const shared = { seed: z.int(), ties: z.boolean(), op_order: z.array(z.string()) };
const masks = z.array(z.string().regex(/^[01]+$/));
const counts = z.array(z.int());

const completeSchema = z.object({
  ...shared,
  steps: z.array(z.object({ step: z.int(), pruned: z.string(), masks })),
  genotype: z.string(),
});

/** A mask in the file's order of operations. */
const bits = (mask: Mask): number[] => mask.flat().map(Number);
const expectedBits = (rows: readonly string[]): number[] => Array.from(rows.join(''), Number);

/** A comparison of whole numbers. */
export const exact = (
  quantity: string,
  found: readonly number[],
  expected: readonly number[],
): Comparison => ({
  ...{ quantity, found, expected },
  deviation: 0,
  tolerance: 0,
});

/** The primitive of each edge of an architecture string, by its number in the space. */
export function numbersOf(arch: string, { primitives }: CellSpace): number[] {
  const { operations } = parseArchitectureString(arch);
  return operations.map((name) => primitives.findIndex((primitive) => primitive.name === name));
}

/** Masks of NAS-Bench-201 by given scores. */
export async function runCompleteMasks(fixture: FixtureCase): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, completeSchema, fixture);
  const space = SPACES.nasbench201;
  const edges = edgesIn(space).length;
  const columns = given.op_order.length;
  let mask = allowedMask(space, 'normal');
  const comparisons = given.steps.flatMap(({ step, pruned, masks: expected }) => {
    const scores = ruledScores(edges, columns, { seed: given.seed + step, ties: given.ties });
    const found = shrink(mask, scores, { pools: poolsOf(space), shrinksLeft: given.steps.length - step });
    ({ mask } = found);
    return [
      exact(`masks of step ${step}`, bits(mask), expectedBits(expected)),
      exact(
        `removed in step ${step}`,
        found.removed.map(({ primitive }) => primitive),
        numbersOf(pruned, space),
      ),
    ];
  });
  const { genotype } = detailOf(stateOf({ normal: mask }), space);
  const found = isComplete(genotype) ? genotype.operations : [];
  const named = found.map((name) => given.op_order.indexOf(name));
  return [...comparisons, exact('genotype', named, numbersOf(given.genotype, space))];
}

const pairs = z.array(z.array(z.tuple([z.string(), z.int()])));
const pairSchema = z.object({
  ...shared,
  steps_total: z.int(),
  steps: z.array(
    z.object({
      step: z.int(),
      pruned_per_node_normal: counts,
      pruned_per_node_reduce: counts,
      normal_masks: masks,
      reduce_masks: masks,
    }),
  ),
  genotype: z.object({ normal: pairs, normal_concat: counts, reduce: pairs, reduce_concat: counts }),
});
type PairCase = z.output<typeof pairSchema>;

/** Masks of the space of DARTS by given scores. */
export async function runPairMasks(fixture: FixtureCase): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, pairSchema, fixture);
  const space = SPACES.isdarts;
  const live: Record<CellKind, Mask> = {
    normal: allowedMask(space, 'normal'),
    reduction: allowedMask(space, 'reduction'),
  };
  const comparisons = given.steps.flatMap((one) => {
    const on = { pools: poolsOf(space), shrinksLeft: given.steps_total - one.step };
    const next = (kind: CellKind, seed: number): Shrunk => {
      const scores = ruledScores(edgesIn(space).length, given.op_order.length, { seed, ties: given.ties });
      const found = shrink(live[kind], scores, on);
      live[kind] = found.mask;
      return found;
    };
    const normal = next('normal', given.seed + 2 * one.step);
    const reduction = next('reduction', given.seed + 2 * one.step + 1);
    const at = (what: string) => `${what} of step ${one.step}`;
    return [
      exact(at('normal masks'), bits(normal.mask), expectedBits(one.normal_masks)),
      exact(at('reduction masks'), bits(reduction.mask), expectedBits(one.reduce_masks)),
      exact(at('normal candidates removed'), perNode(normal.removed, space), one.pruned_per_node_normal),
      exact(
        at('reduction candidates removed'),
        perNode(reduction.removed, space),
        one.pruned_per_node_reduce,
      ),
    ];
  });
  const { genotype } = detailOf(stateOf(live), space);
  return [...comparisons, ...cellComparisons(genotype, given)];
}

/** How many candidates were removed at each node. */
function perNode(removed: readonly Removed[], space: CellSpace): number[] {
  const nodes = removed.map(({ edge }) => edgesIn(space)[edge]?.node);
  return Array.from(
    { length: space.intermediateNodes },
    (_, node) => nodes.filter((it) => it === node).length,
  );
}

/** A search that has come to these masks. */
const stateOf = (live: PerKind<Mask>): ImportanceState => ({
  history: [
    {
      epoch: 0,
      live: Object.fromEntries(
        Object.entries(live).map(([kind, mask]) => [kind, mask.map((row) => [...row])]),
      ),
      scores: Object.fromEntries(
        Object.entries(live).map(([kind, mask]) => [kind, mask.map((row) => row.map(() => 0))]),
      ),
    },
  ],
});

function cellComparisons(
  found: Architecture,
  { genotype, op_order: names }: PairCase,
): readonly Comparison[] {
  assert(!isPath(found), 'a space of cells gives cells');
  const cell = (
    kind: CellKind,
    expected: z.output<typeof pairs>,
    concat: readonly number[],
  ): Comparison[] => {
    const nodes = edgesByNode(found, kind);
    const numbers = nodes.map((edges) =>
      edges.flatMap(({ primitive, input }) => [names.indexOf(primitive), input]),
    );
    const wanted = expected.map((edges) => edges.flatMap(([name, input]) => [names.indexOf(name), input]));
    const joined = isPair(found) ? found[kind].concat : [];
    return [
      exact(`${kind} genotype`, numbers.flat(), wanted.flat()),
      exact(`${kind} concat`, joined, concat),
    ];
  };
  return [
    ...cell('normal', genotype.normal, genotype.normal_concat),
    ...cell('reduction', genotype.reduce, genotype.reduce_concat),
  ];
}
