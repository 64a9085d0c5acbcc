import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import { createBuilder, float32 } from '../../engine/index.ts';
import type { Executor, Program, TensorData } from '../../engine/index.ts';
import { nnError } from '../errors.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { dropPath, masksOf } from '../layers/drop-path.ts';
import { CONVENTIONS } from '../networks/conventions.ts';
import { auxiliaryHead } from '../networks/head.ts';
import { imagesFromTorch } from '../torch-layout.ts';
import { Tracer } from '../tracer.ts';
import type { Mode, Network } from '../tracer.ts';
import { comparison, imageComparison } from './comparisons.ts';
import { deviationSchema, parsedFixture, tensorSchema } from './fixture.ts';
import type { Comparison, FixtureCase, FixtureTensor } from './fixture.ts';
import { projected, runSubject } from './session.ts';

const headSchema = z.object({
  kind: z.string(),
  num_classes: z.int(),
  x: tensorSchema,
  params_generated: z.record(
    z.string(),
    z.object({ shape: z.array(z.int()), seed: z.int(), scale: z.number(), offset: z.number() }),
  ),
  logits: tensorSchema,
  f32_dev: deviationSchema,
});

/** Which network of which code has the head that a fixture names. */
const HEADS: Readonly<Record<string, { readonly secondNorm: boolean }>> = {
  cifar: CONVENTIONS.darts.cifar,
  imagenet_sharp: CONVENTIONS.sharp.imagenet,
  imagenet_darts: CONVENTIONS.darts.imagenet,
};

/** An auxiliary head in training. */
export async function runAuxiliaryHead(
  fixture: FixtureCase,
  executor: Executor,
): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, headSchema, fixture);
  const head = HEADS[given.kind];
  if (head === undefined) {
    const problem = `kind: there is no head "${given.kind}"; known are ${Object.keys(HEADS).join(', ')}`;
    throw nnError('nn/fixture', { fixture: fixture.id, problem });
  }
  const t = Tracer.begin('train');
  const images = imagesFromTorch(given.x);
  const x = t.b.one('relu', [t.b.feed('x', float32(...images.shape))]);
  const out = auxiliaryHead(t, x, { classes: given.num_classes, secondNorm: head.secondNorm });
  const parameters = Object.fromEntries(
    Object.entries(given.params_generated).map(([name, spec]) => [name, generated(spec)]),
  );
  const { train: results } = await runSubject(
    {
      id: fixture.id,
      train: t.finish('head', { out }),
      evaluate: null,
      loss: projected,
      feeds: { x: images.data, R: new Float32Array(given.logits.data.length) },
      parameters,
    },
    executor,
  );
  const deviation = given.f32_dev['logits'] ?? 0;
  return [comparison({ quantity: 'logits', results, fetch: 'out', deviation }, given.logits.data)];
}

/** Values by the rule of the fixtures' README, in exact whole numbers. */
function generated(spec: {
  readonly shape: readonly number[];
  readonly seed: number;
  readonly scale: number;
  readonly offset: number;
}): FixtureTensor {
  const size = spec.shape.reduce((product, extent) => product * extent, 1);
  const value = (i: number): number => {
    const mixed = (Math.imul(i + 1, 2654435761) + spec.seed) >>> 0;
    return Math.fround((mixed / 2 ** 32 - 0.5) * spec.scale + spec.offset);
  };
  return { shape: [...spec.shape], data: Array.from({ length: size }, (_, i) => value(i)) };
}

const dropSchema = z.object({
  drop_prob: z.number(),
  x: tensorSchema,
  keep_mask: tensorSchema,
  out: tensorSchema,
});

/** Drop path with a given choice of images. */
export async function runDropPath(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, dropSchema, fixture);
  const t = Tracer.begin('train');
  const images = imagesFromTorch(given.x);
  const keep = 1 - given.drop_prob;
  const drawn = t.b.feed('drawn', float32(given.keep_mask.data.length, 1, 1, 1));
  const x = t.b.feed('x', float32(...images.shape));
  const out = dropPath(t, x, masksOf(t, drawn, t.b.feed('keep', float32())));
  const results = await runOnce(t.finish('drop_path', { out }).program, executor, {
    x: images.data,
    keep: Float32Array.of(keep),
    // Numbers that the choice follows from: just below keep, and keep itself.
    drawn: Float32Array.from(given.keep_mask.data, (kept) => (kept === 1 ? keep - 1e-6 : keep)),
  });
  return [imageComparison({ quantity: 'out', results, fetch: 'out', deviation: 0 }, given.out)];
}

const normSchema = z.object({
  eps: z.number(),
  momentum: z.number(),
  batches: z.array(tensorSchema).min(1),
  train_out: z.array(tensorSchema),
  running_mean: tensorSchema,
  running_var: tensorSchema,
  eval_out_first: tensorSchema,
});

/** A batch normalization over several batches, then in evaluation. */
export async function runBatchNorm(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, normSchema, fixture);
  const { momentum, batches } = given;
  const first = imagesFromTorch(defined(batches[0], 'the schema asks for one'));
  const train = normNetwork('train', first.shape, given.eps);
  const channels = given.running_mean.data.length;
  let mean = new Float32Array(channels);
  let variance = new Float32Array(channels).fill(1);
  const comparisons: Comparison[] = [];
  for (const [i, batch] of batches.entries()) {
    const results = await runOnce(train.program, executor, { x: imagesFromTorch(batch).data });
    const moved = (from: Float32Array, fetch: string) =>
      Float32Array.from(
        from,
        (value, c) => (1 - momentum) * value + momentum * (results[`bn.${fetch}`]?.[c] ?? NaN),
      );
    [mean, variance] = [moved(mean, 'batch_mean'), moved(variance, 'batch_var')];
    const expected = defined(given.train_out[i], 'one result a batch');
    comparisons.push(
      imageComparison({ quantity: `train_out ${i}`, results, fetch: 'out', deviation: 0 }, expected),
    );
  }
  const evaluated = await runOnce(normNetwork('eval', first.shape, given.eps).program, executor, {
    x: first.data,
    'bn.running_mean': mean,
    'bn.running_var': variance,
  });
  const vector = (quantity: string, found: Float32Array, { data }: FixtureTensor): Comparison => ({
    quantity,
    found,
    expected: data,
    deviation: 0,
  });
  return [
    ...comparisons,
    vector('running_mean', mean, given.running_mean),
    vector('running_var', variance, given.running_var),
    imageComparison(
      { quantity: 'eval_out_first', results: evaluated, fetch: 'out', deviation: 0 },
      given.eval_out_first,
    ),
  ];
}

function normNetwork(mode: Mode, shape: readonly number[], epsilon: number): Network {
  const t = Tracer.begin(mode);
  const x = t.b.feed('x', float32(...shape));
  return t.finish('bn', { out: batchNorm(t.at('bn'), x, { affine: false, epsilon }) });
}

/** Runs a program whose reads are fed too. */
async function runOnce(
  program: Program,
  executor: Executor,
  values: Readonly<Record<string, TensorData>>,
): Promise<Readonly<Record<string, TensorData>>> {
  const b = createBuilder();
  const all = Object.entries({ ...program.feeds, ...program.reads });
  const { fetches } = b.inline(
    program,
    Object.fromEntries(all.map(([name, v]) => [name, b.feed(name, v.type)])),
  );
  const executable = await executor.load({ variables: {}, programs: { once: b.build('once', { fetches }) } });
  try {
    return await executable.run('once', values);
  } finally {
    await executable.dispose();
  }
}
