/** Optimizers against PyTorch's: the values after each of several given gradients. */
import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import { createBuilder, float32 } from '../../engine/index.ts';
import type { EngineBuilder, Executor, TensorType, Var } from '../../engine/index.ts';
import { parsedFixture } from '../../nn/index.ts';
import type { Comparison, FixtureCase, FixtureTensor } from '../../nn/index.ts';
import { adamRates, adamUpdate } from '../optimizers/adam.ts';
import { momentumUpdate } from '../optimizers/momentum.ts';
import { withBundle } from './session.ts';

const tensor = z.object({ shape: z.array(z.int()), data: z.array(z.number()) });

const sequence = {
  p0: tensor,
  grads: z.array(tensor).min(1),
  params_after: tensor,
  f32_dev: z.object({ p: z.number() }),
};

const momentumSchema = z
  .object({
    ...sequence,
    hyper: z.object({
      lr: z.number().optional(),
      momentum: z.number(),
      weight_decay: z.number(),
      dampening: z.literal(0).default(0),
      nesterov: z.literal(false).default(false),
    }),
    lr_per_step: z.array(z.number()).optional(),
  })
  .refine(({ hyper, lr_per_step: rates, grads }) => hyper.lr !== undefined || rates?.length === grads.length, {
    path: ['hyper', 'lr'],
    message: 'a learning rate for every gradient is missing',
  });

/** SGD with momentum, at a constant rate or at one a step. */
export async function runMomentum(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, momentumSchema, fixture);
  const { lr, momentum, weight_decay: weightDecay } = given.hyper;
  return [
    await valuesAfter(given, executor, {
      feeds: ['learningRate'],
      values: (_, i) => [given.lr_per_step?.[i] ?? lr ?? 0],
      write(b, { state, gradient, scalars }) {
        const [learningRate = gradient] = scalars;
        const operands = { weights: state.value, velocity: state.first, gradient, learningRate };
        const next = momentumUpdate(b, operands, { momentum, weightDecay, clip: null });
        return { value: next.weights, first: next.velocity };
      },
    }),
  ];
}

const adamSchema = z.object({
  ...sequence,
  hyper: z.object({
    lr: z.number(),
    betas: z.tuple([z.number(), z.number()]),
    eps: z.number(),
    weight_decay: z.number(),
  }),
});

/** Adam with weight decay in the gradient. */
export async function runAdam(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, adamSchema, fixture);
  const { lr, betas, eps: epsilon, weight_decay: weightDecay } = given.hyper;
  return [
    await valuesAfter(given, executor, {
      feeds: ['stepSize', 'rootCorrection'],
      values(_, i) {
        const rates = adamRates(i + 1, lr, betas);
        return [rates.stepSize, rates.rootCorrection];
      },
      write(b, { state, gradient, scalars }) {
        const [stepSize = gradient, rootCorrection = gradient] = scalars;
        const settings = { betas, epsilon, weightDecay };
        return adamUpdate(b, { ...state, gradient }, { settings, rates: { stepSize, rootCorrection } });
      },
    }),
  ];
}

/** What an optimizer keeps between two updates; `second` is Adam's alone. */
interface State {
  readonly value: Var;
  readonly first: Var;
  readonly second: Var;
}

/** An optimizer whose update is written into a program. */
interface Optimizer {
  /** Names of the scalars that it is fed. */
  readonly feeds: readonly string[];
  /** Their values at update `i`, from 0. */
  values(gradient: FixtureTensor, i: number): readonly number[];
  write(
    b: EngineBuilder,
    on: { readonly state: State; readonly gradient: Var; readonly scalars: readonly Var[] },
  ): Partial<State>;
}

async function valuesAfter(
  { p0, grads, params_after: expected, f32_dev: deviation }: z.infer<z.ZodObject<typeof sequence>>,
  executor: Executor,
  { feeds, values, write }: Optimizer,
): Promise<Comparison> {
  const type = float32(p0.data.length);
  const b = createBuilder();
  const read = (name: string) => b.read(name, type);
  const state = { value: read('value'), first: read('first'), second: read('second') };
  const gradient = b.feed('gradient', type);
  const scalars = feeds.map((name) => b.feed(name, float32()));
  const program = b.build('update', { fetches: {}, updates: { ...write(b, { state, gradient, scalars }) } });
  const variables: Record<string, TensorType> = { value: type, first: type, second: type };
  return withBundle(executor, { variables, programs: { update: program } }, async (executable) => {
    await executable.write('value', Float32Array.from(p0.data));
    const found: number[] = [];
    for (const [i, given] of grads.entries()) {
      const scalarsNow = values(given, i).map((value, k): [string, Float32Array] => [
        defined(feeds[k], 'one value a feed'),
        Float32Array.of(value),
      ]);
      const fed = { gradient: Float32Array.from(given.data), ...Object.fromEntries(scalarsNow) };
      await executable.run('update', fed);
      found.push(...(await executable.read('value')));
    }
    return { quantity: 'params_after', found, expected: expected.data, deviation: deviation.p };
  });
}

const clipSchema = z.object({
  max_norm: z.number(),
  grads: z.array(tensor).min(1),
  total_norm: z.number(),
  clipped: z.array(tensor),
});

/** The clipping of a gradient by the norm of all its tensors together, which here are one packed vector. */
export async function runClipping(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, clipSchema, fixture);
  const packed = Float32Array.from(given.grads.flatMap(({ data }) => data));
  const b = createBuilder();
  const zero = b.fill(0, float32(packed.length));
  // From nothing and without decay, the velocity after one update is the clipped gradient.
  const { velocity, gradientNorm } = momentumUpdate(
    b,
    {
      weights: zero,
      velocity: zero,
      gradient: b.feed('gradient', zero.type),
      learningRate: b.fill(0, float32()),
    },
    { momentum: 0, weightDecay: 0, clip: given.max_norm },
  );
  const program = b.build('clip', { fetches: { clipped: velocity, norm: gradientNorm } });
  return withBundle(executor, { variables: {}, programs: { clip: program } }, async (executable) => {
    const { clipped = [], norm = [] } = await executable.run('clip', { gradient: packed });
    const expected = given.clipped.flatMap(({ data }) => data);
    return [
      { quantity: 'total_norm', found: norm, expected: [given.total_norm], deviation: 0 },
      { quantity: 'clipped', found: clipped, expected, deviation: 0 },
    ];
  });
}
