/** Fixtures of the search of recurrent cells. */
import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import type { Executor, TensorData } from '../../engine/index.ts';
import { ALPHAS, parsedFixture } from '../../nn/index.ts';
import type { Comparison, FixtureCase, FixtureTensor } from '../../nn/index.ts';
import { deriveArchitecture, isRecurrent, RECURRENT_SPACES } from '../../spaces/index.ts';
import type { CellSpace, EdgeValues } from '../../spaces/index.ts';
import { adamRates, languageModel, writeVariables } from '../../train/index.ts';
import { asDifference } from './supernet.ts';
import { languageSearchSchema } from '../language/config.ts';
import { statisticsFeeds } from '../language/loop.ts';
import { alphaStepName, languageSearchBundle } from '../language/programs.ts';

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

/** One update of the alphas. */
export async function runArchitect(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, architectSchema, fixture);
  const { hyper, T: length, B: batch } = given;
  const order = given.unrolled ? 'second' : 'first';
  const nothing = { embedding: 0, input: 0, x: 0, hidden: 0, output: 0 };
  const config = languageSearchSchema.parse({
    space: SPACE.id,
    network: { kind: 'language', units: given.nhid, dropout: nothing },
    ...{ batch, length, epochs: 1 },
    weights: { learningRate: hyper.lr, weightDecay: hyper.wdecay, clip: hyper.clip },
    method: {
      name: 'darts',
      options: {
        order,
        alphas: { learningRate: hyper.arch_lr, betas: hyper.arch_betas, weightDecay: hyper.arch_wdecay },
      },
    },
  });
  const cell = { kind: 'search', space: SPACE } as const;
  const model = languageModel({ cell, vocabulary: given.ntokens, config, fused: executor.fuses });
  const pair = { valid: length, train: length };
  const bundle = languageSearchBundle({
    model,
    space: SPACE,
    config,
    lengths: [],
    pairs: [pair],
    evaluations: [],
  });
  const executable = await executor.load(bundle);
  try {
    const floats = ({ data }: FixtureTensor): Float32Array => Float32Array.from(data);
    const packed = model.layout.slots.flatMap(
      ({ name }) => defined(given.params[name], `${name} is given`).data,
    );
    await writeVariables(executable, {
      weights: Float32Array.from(packed),
      [ALPHAS.normal]: floats(given.alphas),
      'hidden.train': floats(given.h0_train),
      'hidden.valid': floats(given.h0_valid),
    });
    const rates = adamRates(1, hyper.arch_lr, hyper.arch_betas);
    const states = SPACE.intermediateNodes + 1;
    const part = (name: 'train' | 'valid'): Readonly<Record<string, TensorData>> => ({
      ...statisticsFeeds(name, { words: length, length, states }),
      [`${name}.tokens`]: Int32Array.from(given[`${name}_tokens`].flat()),
      [`${name}.targets`]: Int32Array.from(given[`${name}_targets`].flat()),
      [`${name}.present`]: new Float32Array(length).fill(1),
      [`${name}.count`]: Float32Array.of(length),
      [`${name}.last`]: Int32Array.from({ length: batch }, (_, i) => (length - 1) * batch + i),
    });
    const all = { ...part('train'), ...part('valid'), learningRate: Float32Array.of(hyper.lr) };
    const program = alphaStepName(order, pair);
    const wanted = Object.keys(defined(bundle.programs[program], 'it was written').feeds);
    const told = await executable.run(program, {
      ...Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name))),
      stepSize: Float32Array.of(rates.stepSize),
      rootCorrection: Float32Array.of(rates.rootCorrection),
    });
    const alphas = await executable.read(ALPHAS.normal);
    const { expect } = given;
    const like = (
      quantity: string,
      found: ArrayLike<number> | undefined,
      expected: readonly number[],
      of = quantity,
    ) => {
      const deviation = given.f32_dev[of] ?? 0;
      return { quantity, found: found ?? [], expected, deviation };
    };
    const differences = [
      ...(expect.implicit === undefined
        ? []
        : [asDifference(like('implicit', told['implicit'], expect.implicit.data))]),
      ...(expect.epsilon === undefined ? [] : [like('epsilon', told['epsilon'], [expect.epsilon])]),
      ...(expect.clip_coef === undefined ? [] : [like('clip_coef', told['clip'], [expect.clip_coef])]),
    ];
    const gradient = like('arch_grad', told['gradient'], expect.arch_grad.data);
    return [
      given.unrolled ? asDifference(gradient) : gradient,
      like('alphas_after', alphas, expect.alphas_after.data),
      like('next_hidden_valid', await executable.read('hidden.valid'), expect.next_hidden_valid.data),
      ...differences,
      cellComparison('genotype_after', SPACE, {
        rows: rowsOf(Array.from(alphas)),
        expected: given.genotype_after,
      }),
    ];
  } finally {
    await executable.dispose();
  }
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
