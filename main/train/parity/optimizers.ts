/** Optimizers against PyTorch's: the values after each of several given gradients. */
import { z } from 'zod';
import { createBuilder, float32 } from '../../engine/index.ts';
import type { EngineBuilder, Executor, Var } from '../../engine/index.ts';
import { parsedFixture } from '../../nn/index.ts';
import type { Comparison, FixtureCase } from '../../nn/index.ts';
import { adamRates, adamUpdate } from '../optimizers/adam.ts';
import { asgdRates, asgdUpdate } from '../optimizers/asgd.ts';
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
      nesterov: z.boolean().default(false),
    }),
    lr_per_step: z.array(z.number()).optional(),
  })
  .refine(
    ({ hyper, lr_per_step: rates, grads }) => hyper.lr !== undefined || rates?.length === grads.length,
    {
      path: ['hyper', 'lr'],
      message: 'a learning rate for every gradient is missing',
    },
  );

/** SGD with momentum, at a constant rate or at one a step. */
export async function runMomentum(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, momentumSchema, fixture);
  const { lr, momentum, weight_decay: weightDecay, nesterov } = given.hyper;
  const found = await statesAfter(given, executor, {
    rates: (i) => ({ learningRate: given.lr_per_step?.[i] ?? lr ?? 0 }),
    write: (b, { state, gradient, rate }) => {
      const learningRate = rate('learningRate');
      const operands = { weights: state.value, velocity: state.first, gradient, learningRate };
      const next = momentumUpdate(b, operands, { momentum, weightDecay, clip: null, nesterov });
      return { value: next.weights, first: next.velocity };
    },
  });
  return [valueComparison(given, found)];
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
  const found = await statesAfter(given, executor, {
    rates: (i) => adamRates(i + 1, lr, betas),
    write: (b, { state, gradient, rate }) => {
      const rates = { stepSize: rate('stepSize'), rootCorrection: rate('rootCorrection') };
      return adamUpdate(b, { ...state, gradient }, { settings: { betas, epsilon, weightDecay }, rates });
    },
  });
  return [valueComparison(given, found)];
}

const asgdSchema = z.object({
  ...sequence,
  // With lambd 0, alpha has no effect.
  hyper: z.object({ lr: z.number(), lambd: z.literal(0), t0: z.literal(0), weight_decay: z.number() }),
  averaged_after: tensor,
  f32_dev: z.object({ p: z.number(), ax: z.number() }),
});

/** Averaged SGD, at a constant rate: the values and their averages. */
export async function runAsgd(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, asgdSchema, fixture);
  const { lr, weight_decay: weightDecay } = given.hyper;
  const found = await statesAfter(given, executor, {
    rates: (i) => asgdRates(i + 1, { current: lr, previous: lr }),
    write: (b, { state, gradient, rate }) => {
      const rates = { learningRate: rate('learningRate'), averageShare: rate('averageShare') };
      const operands = { weights: state.value, average: state.first, gradient, ...rates };
      const next = asgdUpdate(b, operands, { weightDecay });
      return { value: next.weights, first: next.average };
    },
  });
  const { averaged_after: averaged, f32_dev: deviation } = given;
  return [
    valueComparison(given, found),
    { quantity: 'averaged_after', found: found.first, expected: averaged.data, deviation: deviation.ax },
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
  /** The scalars that it is fed with at update `i`, from 0, by name. */
  readonly rates: (i: number) => Readonly<Record<string, number>>;
  readonly write: (
    b: EngineBuilder,
    on: { readonly state: State; readonly gradient: Var; readonly rate: (name: string) => Var },
  ) => Partial<State>;
}

type Sequence = z.infer<z.ZodObject<typeof sequence>>;

/** The values after each of the updates, one after the other, and what the optimizer keeps first. */
interface Found {
  readonly value: readonly number[];
  readonly first: readonly number[];
}

function valueComparison({ params_after: expected, f32_dev: deviation }: Sequence, found: Found): Comparison {
  return { quantity: 'params_after', found: found.value, expected: expected.data, deviation: deviation.p };
}

async function statesAfter(
  { p0, grads }: Sequence,
  executor: Executor,
  { rates, write }: Optimizer,
): Promise<Found> {
  const type = float32(p0.data.length);
  const b = createBuilder();
  const read = (name: string) => b.read(name, type);
  const state = { value: read('value'), first: read('first'), second: read('second') };
  const rate = (name: string) => b.feed(name, float32());
  const next = write(b, { state, gradient: b.feed('gradient', type), rate });
  const programs = { update: b.build('update', { fetches: {}, updates: { ...next } }) };
  const variables = { value: type, first: type, second: type };
  return withBundle(executor, { variables, programs }, async (executable) => {
    await executable.write('value', Float32Array.from(p0.data));
    const found: { value: number[]; first: number[] } = { value: [], first: [] };
    for (const [i, gradient] of grads.entries()) {
      const scalars = Object.entries(rates(i)).map(([name, value]): [string, Float32Array] => [
        name,
        Float32Array.of(value),
      ]);
      const feeds = { ...Object.fromEntries(scalars), gradient: Float32Array.from(gradient.data) };
      await executable.run('update', feeds);
      found.value.push(...(await executable.read('value')));
      found.first.push(...(await executable.read('first')));
    }
    return found;
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
