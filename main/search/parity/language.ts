/** Fixtures of the search of recurrent cells. */
import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import type { Executor, TensorData } from '../../engine/index.ts';
import { ALPHAS, parsedFixture } from '../../nn/index.ts';
import type { Comparison, FixtureCase } from '../../nn/index.ts';
import { deriveArchitecture, isRecurrent, RECURRENT_SPACES } from '../../spaces/index.ts';
import type { CellSpace, EdgeValues } from '../../spaces/index.ts';
import { adamRates, languageModel, writeVariables } from '../../train/index.ts';
import { asDifference } from './supernet.ts';
import { languageSearchSchema } from '../language/config.ts';
import { languageSearchBundle } from '../language/programs.ts';
import { statisticsFeeds } from '../language/updates.ts';
import { alphaStepName } from '../language/whole.ts';

const tensor = z.object({ shape: z.array(z.int()), data: z.array(z.number()) });
const tokens = z.array(z.array(z.int()));
const nodes = z.array(z.tuple([z.string(), z.int()]));

const architectSchema = z.object({
  ntokens: z.int(),
  nhid: z.int(),
  B: z.int(),
  T: z.int(),
  unrolled: z.boolean(),
  hyper: z.object({
    lr: z.number(),
    wdecay: z.number(),
    clip: z.number(),
    arch_lr: z.number(),
    arch_wdecay: z.number(),
    arch_betas: z.tuple([z.number(), z.number()]),
  }),
  alphas: tensor,
  params: z.record(z.string(), tensor),
  train_tokens: tokens,
  train_targets: tokens,
  valid_tokens: tokens,
  valid_targets: tokens,
  h0_train: tensor,
  h0_valid: tensor,
  expect: z.object({
    arch_grad: tensor,
    alphas_after: tensor,
    next_hidden_valid: tensor,
    epsilon: z.number().optional(),
    implicit: tensor.optional(),
    clip_coef: z.number().optional(),
  }),
  genotype_after: nodes,
  f32_dev: z.record(z.string(), z.number()),
});

const SPACE = RECURRENT_SPACES['darts-rnn'];

type ArchitectCase = z.output<typeof architectSchema>;

/** One update of the alphas. */
export async function runArchitect(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, architectSchema, fixture);
  const config = configOf(given);
  const cell = { kind: 'search', space: SPACE } as const;
  const model = languageModel({ cell, vocabulary: given.ntokens, config, fused: executor.fuses });
  const pair = { valid: given.T, train: given.T };
  const program = alphaStepName(config.method.options.order, pair);
  const of = { model, space: SPACE, config };
  const bundle = languageSearchBundle({ ...of, lengths: [], pairs: [pair], evaluations: [] });
  const { feeds } = defined(bundle.programs[program], 'it was written');
  const executable = await executor.load(bundle);
  try {
    const packed = model.layout.slots.flatMap(
      ({ name }) => defined(given.params[name], `${name} is given`).data,
    );
    await writeVariables(executable, {
      weights: Float32Array.from(packed),
      [ALPHAS.normal]: Float32Array.from(given.alphas.data),
      'hidden.train': Float32Array.from(given.h0_train.data),
      'hidden.valid': Float32Array.from(given.h0_valid.data),
    });
    const all = Object.entries(feedsOf(given));
    const told = await executable.run(program, Object.fromEntries(all.filter(([name]) => name in feeds)));
    const after = {
      alphas: await executable.read(ALPHAS.normal),
      hidden: await executable.read('hidden.valid'),
    };
    return comparisonsOf(given, told, after);
  } finally {
    await executable.dispose();
  }
}

function configOf({ nhid, hyper, unrolled, T: length, B: batch }: ArchitectCase) {
  const alphas = {
    learningRate: hyper.arch_lr,
    betas: hyper.arch_betas,
    weightDecay: hyper.arch_wdecay,
  };
  return languageSearchSchema.parse({
    space: SPACE.id,
    network: {
      kind: 'language',
      units: nhid,
      dropout: { embedding: 0, input: 0, x: 0, hidden: 0, output: 0 },
    },
    ...{ batch, length, epochs: 1 },
    weights: { learningRate: hyper.lr, weightDecay: hyper.wdecay, clip: hyper.clip },
    method: { name: 'darts', options: { order: unrolled ? 'second' : 'first', alphas } },
  });
}

/** Everything that an update of either order is fed with. */
function feedsOf(given: ArchitectCase): Readonly<Record<string, TensorData>> {
  const { hyper, T: length, B: batch } = given;
  const rates = adamRates(1, hyper.arch_lr, hyper.arch_betas);
  const part = (name: 'train' | 'valid'): Readonly<Record<string, TensorData>> => ({
    ...statisticsFeeds(name, { words: length, length, states: SPACE.intermediateNodes + 1 }),
    [`${name}.tokens`]: Int32Array.from(given[`${name}_tokens`].flat()),
    [`${name}.targets`]: Int32Array.from(given[`${name}_targets`].flat()),
    [`${name}.present`]: new Float32Array(length).fill(1),
    [`${name}.count`]: Float32Array.of(length),
    [`${name}.last`]: Int32Array.from({ length: batch }, (_, i) => (length - 1) * batch + i),
  });
  return {
    ...part('train'),
    ...part('valid'),
    learningRate: Float32Array.of(hyper.lr),
    stepSize: Float32Array.of(rates.stepSize),
    rootCorrection: Float32Array.of(rates.rootCorrection),
  };
}

function comparisonsOf(
  given: ArchitectCase,
  told: Readonly<Record<string, TensorData>>,
  after: { readonly alphas: TensorData; readonly hidden: TensorData },
): readonly Comparison[] {
  const { expect, unrolled } = given;
  const like = (
    quantity: string,
    found: TensorData | undefined,
    expected: readonly number[],
  ): Comparison => ({
    ...{ quantity, found: found ?? [], expected },
    deviation: given.f32_dev[quantity] ?? 0,
  });
  const gradient = like('arch_grad', told['gradient'], expect.arch_grad.data);
  const { implicit, epsilon, clip_coef } = expect;
  return [
    unrolled ? asDifference(gradient) : gradient,
    like('alphas_after', after.alphas, expect.alphas_after.data),
    like('next_hidden_valid', after.hidden, expect.next_hidden_valid.data),
    ...(implicit === undefined ? [] : [asDifference(like('implicit', told['implicit'], implicit.data))]),
    ...(epsilon === undefined ? [] : [like('epsilon', told['epsilon'], [epsilon])]),
    ...(clip_coef === undefined ? [] : [like('clip_coef', told['clip'], [clip_coef])]),
    cellComparison('genotype_after', SPACE, {
      rows: rowsOf(Array.from(after.alphas)),
      expected: given.genotype_after,
    }),
  ];
}

const genotypeSchema = z.object({
  primitives: z.array(z.string()),
  steps: z.int(),
  alphas: tensor,
  recurrent: nodes,
  concat: z.array(z.int()),
});

/** A derivation: alphas to a recurrent cell. */
export async function runRecurrentGenotype(fixture: FixtureCase): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, genotypeSchema, fixture);
  const space: CellSpace = { ...SPACE, intermediateNodes: given.steps, concatNodes: given.concat.length };
  const rows = rowsOf(given.alphas.data);
  const cell = deriveArchitecture(space, { normal: rows, reduction: [] });
  const concat = isRecurrent(cell) ? cell.concat : [];
  return [
    cellComparison('genotype', space, { rows, expected: given.recurrent }),
    { quantity: 'concat', found: concat, expected: given.concat, deviation: 0 },
  ];
}

const COLUMNS = SPACE.primitives.length;
const rowsOf = (values: readonly number[]): EdgeValues =>
  Array.from({ length: values.length / COLUMNS }, (_, row) =>
    Float32Array.from(values.slice(row * COLUMNS, (row + 1) * COLUMNS)),
  );

/** A cell as numbers: of each node the place of its activation among the columns, and its state. */
function cellComparison(
  quantity: string,
  space: CellSpace,
  on: { readonly rows: EdgeValues; readonly expected: readonly (readonly [string, number])[] },
): Comparison {
  const cell = deriveArchitecture(space, { normal: on.rows, reduction: [] });
  const names = space.primitives.map(({ name }) => name);
  const found = isRecurrent(cell)
    ? cell.recurrent.flatMap(({ primitive, input }) => [names.indexOf(primitive), input])
    : [];
  return {
    quantity,
    found,
    expected: on.expected.flatMap(([name, state]) => [names.indexOf(name), state]),
    deviation: 0,
  };
}
