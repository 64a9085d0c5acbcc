import { z } from 'zod';
import { float32 } from '../../engine/index.ts';
import type { Executor } from '../../engine/index.ts';
import { edgesOf, findPrimitive, findPublished, tablePrimitives } from '../../spaces/index.ts';
import { derivedCell } from '../cells/derived-cell.ts';
import { coefficientsOf } from '../cells/mixture.ts';
import type { Weighting } from '../cells/mixture.ts';
import { searchCell } from '../cells/search-cell.ts';
import type { CellPlace } from '../cells/states.ts';
import { imagesFromTorch } from '../torch-layout.ts';
import { Tracer } from '../tracer.ts';
import type { Network } from '../tracer.ts';
import { comparison, imageComparison, summaryComparisons } from './comparisons.ts';
import {
  deviationSchema,
  parsedFixture,
  summarySchema,
  tableOf,
  tensorSchema,
  tensorsSchema,
} from './fixture.ts';
import type { Comparison, FixtureCase } from './fixture.ts';
import { projected, runSubject } from './session.ts';
import type { Outcome } from './session.ts';

const cell = {
  repo: z.string(),
  op_table: z.string(),
  C: z.int(),
  reduction: z.boolean(),
  reduction_prev: z.boolean(),
  s0: tensorSchema,
  s1: tensorSchema,
  params: tensorsSchema,
  R: tensorSchema,
  out: tensorSchema,
  grad_s0: tensorSchema,
  grad_s1: tensorSchema,
  grad_params_summary: summarySchema,
  f32_dev: deviationSchema,
};

type CellCase = z.infer<z.ZodObject<typeof cell>>;

const placeOf = ({ C, reduction, reduction_prev }: CellCase): CellPlace => ({
  channels: C,
  reduction,
  reductionBefore: reduction_prev,
});

const searchSchema = z.object({
  ...cell,
  steps: z.int(),
  multiplier: z.int(),
  primitives: z.array(z.string()),
  weighting: z.enum(['scalar', 'max_w']),
  alphas: tensorSchema,
  grad_alphas: tensorSchema,
});

/** What fixtures call the weightings. */
export const WEIGHTING_NAMES: Readonly<Record<'scalar' | 'max_w', Weighting>> = {
  scalar: 'scalar',
  max_w: 'maxW',
};

/** One mixed cell. */
export async function runSearchCell(
  fixture: FixtureCase,
  executor: Executor,
): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, searchSchema, fixture);
  const outcome = await runCell(fixture.id, executor, {
    given,
    train: searchNetwork(given),
    alphas: { alphas: Float32Array.from(given.alphas.data) },
  });
  const deviation = given.f32_dev['grad_alphas'] ?? 0;
  const alphas = { quantity: 'grad_alphas', results: outcome.train, fetch: 'gradient.alphas', deviation };
  return [...cellComparisons(given, outcome), comparison(alphas, given.grad_alphas.data)];
}

function searchNetwork(given: z.infer<typeof searchSchema>): Network {
  const { repo, op_table, primitives: names, steps, multiplier } = given;
  const name = tableOf(repo, op_table);
  const all = tablePrimitives(name);
  const primitives = names.map((primitive) =>
    findPrimitive(all, primitive, { among: `the op table ${name}`, path: ['primitives'] }),
  );
  const allowed = edgesOf(steps).map(() => primitives.map(() => true));
  const t = Tracer.begin('train');
  const inputs = inputsOf(t, given);
  const alphas = t.b.read('alphas', float32(...given.alphas.shape));
  const coefficients = coefficientsOf(t, alphas, { weighting: WEIGHTING_NAMES[given.weighting], allowed });
  const shape = { intermediateNodes: steps, concatNodes: multiplier, normalizesPools: true };
  const out = searchCell(t, inputs, { ...placeOf(given), ...shape, primitives, allowed, coefficients });
  return t.finish('cell', { out });
}

const evalSchema = z.object({ ...cell, genotype: z.string(), C_mid: z.int().nullable() });

/** One fixed cell of a genotype, without drop path. */
export async function runEvalCell(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, evalSchema, fixture);
  const t = Tracer.begin('train');
  const { genotype } = findPublished(given.genotype);
  const out = derivedCell(t, inputsOf(t, given), {
    ...placeOf(given),
    genotype: given.reduction ? genotype.reduction : genotype.normal,
    primitives: tablePrimitives(tableOf(given.repo, given.op_table)),
    midChannels: given.C_mid,
    dropPathMasks: [],
  });
  const train = t.finish('cell', { out });
  return cellComparisons(given, await runCell(fixture.id, executor, { given, train, alphas: {} }));
}

function inputsOf(t: Tracer, { s0, s1 }: CellCase) {
  return [
    t.b.feed('s0', float32(...imagesFromTorch(s0).shape)),
    t.b.feed('s1', float32(...imagesFromTorch(s1).shape)),
  ] as const;
}

function runCell(
  id: string,
  executor: Executor,
  cell: {
    readonly given: CellCase;
    readonly train: Network;
    readonly alphas: Readonly<Record<string, Float32Array>>;
  },
): Promise<Outcome> {
  const { s0, s1, R, params } = cell.given;
  const feeds = {
    s0: imagesFromTorch(s0).data,
    s1: imagesFromTorch(s1).data,
    R: imagesFromTorch(R).data,
  };
  const { train, alphas } = cell;
  return runSubject(
    { id, train, evaluate: null, loss: projected, feeds, parameters: params, alphas },
    executor,
  );
}

function cellComparisons(given: CellCase, { train: results }: Outcome): readonly Comparison[] {
  const { out = 0, grad_s = 0 } = given.f32_dev;
  return [
    imageComparison({ quantity: 'out', results, fetch: 'out', deviation: out }, given.out),
    imageComparison({ quantity: 'grad_s0', results, fetch: 'gradient.s0', deviation: grad_s }, given.grad_s0),
    imageComparison({ quantity: 'grad_s1', results, fetch: 'gradient.s1', deviation: grad_s }, given.grad_s1),
    ...summaryComparisons(results, { expected: given.grad_params_summary, deviation: grad_s }),
  ];
}
