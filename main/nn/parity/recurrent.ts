/** Fixtures of recurrent cells. */
import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import { float32 } from '../../engine/index.ts';
import type { Executor, TensorData, Var } from '../../engine/index.ts';
import { RECURRENT_SPACES } from '../../spaces/index.ts';
import type { CellSpace, RecurrentGenotype } from '../../spaces/index.ts';
import { ALPHAS } from '../networks/supernet.ts';
import { recurrentCell } from '../recurrent/cell.ts';
import { recurrentSearchCell } from '../recurrent/search-cell.ts';
import type { CellReading } from '../recurrent/words.ts';
import { Tracer } from '../tracer.ts';
import type { Mode, Network } from '../tracer.ts';
import { comparison } from './comparisons.ts';
import { deviationSchema, parsedFixture, tensorSchema, tensorsSchema } from './fixture.ts';
import type { Comparison, FixtureCase } from './fixture.ts';
import { projected, runSubject } from './session.ts';
import type { Outcome } from './session.ts';

const common = {
  nhid: z.int(),
  T: z.int(),
  B: z.int(),
  x: tensorSchema,
  h0: tensorSchema,
  x_mask: tensorSchema,
  h_mask: tensorSchema,
  params: tensorsSchema,
  R: tensorSchema,
  hiddens: tensorSchema,
  grad_x: tensorSchema,
  grad_h0: tensorSchema,
  grads: tensorsSchema,
  eval_hiddens: tensorSchema,
  f32_dev: deviationSchema,
};
type CommonCase = z.output<z.ZodObject<typeof common>>;

const cellSchema = z.object({
  ...common,
  recurrent: z.array(z.tuple([z.string(), z.int()])),
  concat: z.array(z.int()),
  last_hidden: tensorSchema,
});

/** The activations' names, as all recurrent spaces of the catalog have them. */
const { primitives } = RECURRENT_SPACES['darts-rnn'];

const genotypeOf = (given: {
  readonly recurrent: readonly (readonly [string, number])[];
  readonly concat: readonly number[];
}): RecurrentGenotype => ({
  wiring: 'recurrent',
  recurrent: given.recurrent.map(([primitive, input]) => ({ primitive, input })),
  concat: given.concat,
});

/** A derived cell over a few words. */
export async function runRecurrentCell(
  fixture: FixtureCase,
  executor: Executor,
): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, cellSchema, fixture);
  const genotype = genotypeOf(given);
  const network = (mode: Mode): Network => {
    const t = Tracer.begin(mode);
    const { outputs } = recurrentCell(t, readingOf(t, given, executor.fuses), { genotype, primitives });
    return finished(t, outputs);
  };
  const outcome = await run(fixture.id, executor, { given, network });
  const last = defined(outcome.train['out'], 'it is fetched').slice(-given.last_hidden.data.length);
  const deviation = given.f32_dev['hiddens'] ?? 0;
  return [
    ...comparisonsOf(given, outcome),
    { quantity: 'last_hidden', found: last, expected: given.last_hidden.data, deviation },
  ];
}

const searchSchema = z.object({
  ...common,
  steps: z.int(),
  concat_last: z.int(),
  alphas: tensorSchema,
  grad_alphas: tensorSchema,
  bn_running_mean_after: tensorSchema,
  bn_running_var_after: tensorSchema,
});

/** The searched cell over a few words. */
export async function runRecurrentSearchCell(
  fixture: FixtureCase,
  executor: Executor,
): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, searchSchema, fixture);
  const space: CellSpace = {
    ...RECURRENT_SPACES['darts-rnn'],
    intermediateNodes: given.steps,
    concatNodes: given.concat_last,
  };
  const network = (mode: Mode): Network => {
    const t = Tracer.begin(mode);
    const { outputs, statistics } = recurrentSearchCell(t, readingOf(t, given, executor.fuses), space);
    return finished(t, outputs, { ...statistics });
  };
  const alphas = { [ALPHAS.normal]: Float32Array.from(given.alphas.data) };
  const outcome = await run(fixture.id, executor, { given, network, alphas });
  const vector = (quantity: string, name: string, expected: readonly number[]): Comparison => ({
    quantity,
    found: outcome.running[name] ?? [],
    expected,
    deviation: given.f32_dev['hiddens'] ?? 0,
  });
  const deviation = given.f32_dev['grad'] ?? 0;
  const fetch = `gradient.${ALPHAS.normal}`;
  return [
    ...comparisonsOf(given, outcome),
    comparison({ quantity: 'grad_alphas', results: outcome.train, fetch, deviation }, given.grad_alphas.data),
    vector('bn_running_mean_after', 'bn.running_mean', given.bn_running_mean_after.data),
    vector('bn_running_var_after', 'bn.running_var', given.bn_running_var_after.data),
  ];
}

/** What the cell reads: `x` and `hidden` are fed, in training the masks too. */
function readingOf(t: Tracer, { T: length, B: batch, nhid: units }: CommonCase, fused: boolean): CellReading {
  const { b, mode } = t;
  const x = b.feed('x', float32(length, batch, units));
  const masked = mode === 'eval' ? x : b.one('mul', [x, b.feed('x_mask', float32(batch, units))]);
  return {
    ...{ length, batch, units, fused },
    x: b.one('reshape', [masked], { shape: [length * batch, units] }),
    hidden: b.feed('hidden', float32(batch, units)),
    mask: mode === 'eval' ? null : b.feed('h_mask', float32(batch, units)),
  };
}

const finished = (t: Tracer, outputs: readonly Var[], others: Readonly<Record<string, Var>> = {}): Network =>
  t.finish('cell', { out: t.b.one('concat', outputs, { axis: 0 }), ...others });

function run(
  id: string,
  executor: Executor,
  on: {
    readonly given: CommonCase;
    readonly network: (mode: Mode) => Network;
    readonly alphas?: Readonly<Record<string, Float32Array>>;
  },
): Promise<Outcome> {
  const { given, network, alphas = {} } = on;
  const values = (data: readonly number[]): Float32Array => Float32Array.from(data);
  return runSubject(
    {
      id,
      train: network('train'),
      evaluate: network('eval'),
      loss: projected,
      feeds: {
        x: values(given.x.data),
        hidden: values(given.h0.data),
        x_mask: values(given.x_mask.data),
        h_mask: values(given.h_mask.data),
        R: values(given.R.data),
      },
      parameters: given.params,
      alphas,
      runningOf: (train) => runningOf(train, given.nhid),
    },
    executor,
  );
}

const MOMENTUM = 0.1;

/** The running statistics after a batch, which has moved them once for each state of each word; none of a cell without. */
function runningOf(
  { means, variances }: Readonly<Record<string, TensorData>>,
  units: number,
): Readonly<Record<string, Float32Array>> {
  if (means === undefined || variances === undefined) return {};
  const after = (rows: TensorData, start: number): Float32Array => {
    const now = new Float32Array(units).fill(start);
    rows.forEach((value, i) => {
      const c = i % units;
      now[c] = (1 - MOMENTUM) * (now[c] ?? 0) + MOMENTUM * value;
    });
    return now;
  };
  return { 'bn.running_mean': after(means, 0), 'bn.running_var': after(variances, 1) };
}

function comparisonsOf(given: CommonCase, { train, evaluate }: Outcome): readonly Comparison[] {
  const { hiddens = 0, grad = 0 } = given.f32_dev;
  const of = (quantity: string, fetch: string, expected: readonly number[]): Comparison =>
    comparison({ quantity, results: train, fetch, deviation: fetch === 'out' ? hiddens : grad }, expected);
  return [
    of('hiddens', 'out', given.hiddens.data),
    of('grad_x', 'gradient.x', given.grad_x.data),
    of('grad_h0', 'gradient.hidden', given.grad_h0.data),
    ...Object.entries(given.grads).map(([name, { data }]) => of(`grad ${name}`, `gradient.${name}`, data)),
    comparison(
      { quantity: 'eval_hiddens', results: evaluate, fetch: 'out', deviation: hiddens },
      given.eval_hiddens.data,
    ),
  ];
}
