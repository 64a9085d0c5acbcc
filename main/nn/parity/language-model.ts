/** Fixtures of language models. */
import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import { int32 } from '../../engine/index.ts';
import type { EngineBuilder, Executor, TensorData, Var } from '../../engine/index.ts';
import { findPublishedRecurrent, RECURRENT_SPACES } from '../../spaces/index.ts';
import { languageLoss } from '../recurrent/loss.ts';
import { traceLanguageModel } from '../recurrent/language-model.ts';
import type { LanguageMask } from '../recurrent/language-model.ts';
import type { Mode, Network } from '../tracer.ts';
import { comparison } from './comparisons.ts';
import { deviationSchema, parsedFixture, tensorSchema, tensorsSchema } from './fixture.ts';
import type { Comparison, FixtureCase, FixtureTensor } from './fixture.ts';
import { runSubject } from './session.ts';

const tokens = z.array(z.array(z.int()));
const schema = z.object({
  genotype: z.string(),
  ntokens: z.int(),
  nhid: z.int(),
  B: z.int(),
  T: z.int(),
  dropouts: z.object({
    dropout: z.number(),
    dropouth: z.number(),
    dropoutx: z.number(),
    dropouti: z.number(),
    dropoute: z.number(),
  }),
  alpha_ar: z.number(),
  beta_tar: z.number(),
  tokens,
  targets: tokens,
  h0: tensorSchema,
  x_mask: tensorSchema,
  h_mask: tensorSchema,
  embed_row_keep: tensorSchema,
  locked_in_keep: tensorSchema,
  locked_out_keep: tensorSchema,
  params: tensorsSchema,
  log_prob: tensorSchema,
  nll: z.number(),
  ar: z.number(),
  tar: z.number(),
  loss: z.number(),
  last_hidden: tensorSchema,
  grads: tensorsSchema,
  eval_log_prob: tensorSchema,
  f32_dev: deviationSchema,
});

const MASKS: readonly LanguageMask[] = ['embedding', 'input', 'x', 'hidden', 'output'];

/** A whole model: its loss with both regularizations, its gradients, and its scores in evaluation. */
export async function runLanguageModel(
  fixture: FixtureCase,
  executor: Executor,
): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, schema, fixture);
  const { ntokens: vocabulary, nhid: units, B: batch, T: length, dropouts } = given;
  const { primitives } = RECURRENT_SPACES['darts-rnn'];
  const { genotype } = defined(findPublishedRecurrent(given.genotype, true), 'fixtures name published cells');
  const cell = { kind: 'derived', genotype, primitives } as const;
  const network = (mode: Mode): Network =>
    traceLanguageModel({
      ...{ mode, vocabulary, units, batch, length, cell, fused: executor.fuses },
      masks: mode === 'train' ? MASKS : [],
    });
  const kept = ({ data }: FixtureTensor, rate: number): Float32Array =>
    Float32Array.from(data, (one) => one / (1 - rate));
  const outcome = await runSubject(
    {
      id: fixture.id,
      train: network('train'),
      evaluate: network('eval'),
      loss: (b, fetches) => lossOf(b, fetches, given),
      feeds: {
        tokens: Int32Array.from(given.tokens.flat()),
        targets: Int32Array.from(given.targets.flat()),
        hidden: Float32Array.from(given.h0.data),
        'mask.embedding': kept(given.embed_row_keep, dropouts.dropoute),
        'mask.input': kept(given.locked_in_keep, dropouts.dropouti),
        'mask.x': Float32Array.from(given.x_mask.data),
        'mask.hidden': Float32Array.from(given.h_mask.data),
        'mask.output': kept(given.locked_out_keep, dropouts.dropout),
      },
      parameters: given.params,
    },
    executor,
  );
  const { train, evaluate } = outcome;
  const { log_prob = 0, loss = 0, grad = 0 } = given.f32_dev;
  const states = defined(train['states'], 'it is fetched');
  return [
    scores({ quantity: 'log_prob', deviation: log_prob }, train, given.log_prob),
    { quantity: 'loss', found: train['loss'] ?? [], expected: [given.loss], deviation: loss },
    {
      quantity: 'last_hidden',
      found: states.slice(-given.last_hidden.data.length),
      expected: given.last_hidden.data,
      deviation: log_prob,
    },
    ...Object.entries(given.grads).map(([name, { data }]) =>
      comparison(
        { quantity: `grad ${name}`, results: train, fetch: `gradient.${name}`, deviation: grad },
        data,
      ),
    ),
    scores({ quantity: 'eval_log_prob', deviation: log_prob }, evaluate, given.eval_log_prob),
  ];
}

function lossOf(
  b: EngineBuilder,
  fetches: Readonly<Record<string, Var>>,
  given: z.output<typeof schema>,
): Var {
  const why = 'a language model fetches it';
  const words = given.T * given.B;
  const told = {
    logits: defined(fetches['logits'], why),
    states: defined(fetches['states'], why),
    outputs: defined(fetches['outputs'], why),
  };
  const { loss } = languageLoss(b, told, {
    targets: b.feed('targets', int32(words)),
    batch: given.B,
    present: null,
    activation: given.alpha_ar,
    temporal: given.beta_tar,
  });
  return loss;
}

/** Logits as the logarithms of probabilities. */
function scores(
  of: Pick<Comparison, 'quantity' | 'deviation'>,
  results: Readonly<Record<string, TensorData>>,
  { shape, data: expected }: FixtureTensor,
): Comparison {
  const logits = defined(results['logits'], 'it is fetched');
  const classes = shape.at(-1) ?? 1;
  const values = Array.from(logits);
  const found = values.map((value, i) => {
    const row = values.slice(i - (i % classes), i - (i % classes) + classes);
    return value - Math.log(row.reduce((sum, one) => sum + Math.exp(one), 0));
  });
  return { ...of, found, expected };
}
