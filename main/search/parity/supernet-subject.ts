/** The supernet of a fixture as the product's own method writes it, with the fixture's values. */
import { z } from 'zod';
import { sizeOf } from '../../engine/index.ts';
import { ALPHAS, parameterFromTorch, parameterToTorch, tableOf } from '../../nn/index.ts';
import type { ParameterSpec, Weighting } from '../../nn/index.ts';
import { findPrimitive, SPACES, tablePrimitives } from '../../spaces/index.ts';
import type { CellSpace } from '../../spaces/index.ts';
import { STRATEGIES } from '../registry.ts';
import { fixtureError } from './errors.ts';
import { searchSettingsSchema } from '../settings.ts';
import type { SearchPrograms, SearchTask, SupernetMethod } from '../supernet-method.ts';
import { supernetModel } from '../supernet-model.ts';

/** A dense tensor in PyTorch's layout. */
export const tensorSchema = z.object({ shape: z.array(z.int()), data: z.array(z.number()) });

const batchSchema = z.object({
  x: tensorSchema.extend({ shape: z.tuple([z.int(), z.int(), z.int(), z.int()]) }),
  labels: z.array(z.int()),
});

/** A case of kind `supernet`. */
export const supernetSchema = z.object({
  repo: z.string(),
  op_table: z.string(),
  primitives: z.array(z.string()),
  C: z.int(),
  layers: z.int(),
  steps: z.int(),
  multiplier: z.int(),
  // What our supernets and methods have fixed.
  stem_multiplier: z.literal(3),
  num_classes: z.int(),
  weighting: z.enum(['scalar', 'max_w']),
  unrolled: z.boolean(),
  hyper: z.object({
    lr: z.number(),
    momentum: z.number(),
    weight_decay: z.number(),
    arch_lr: z.number(),
    arch_weight_decay: z.number(),
    arch_betas: z.tuple([z.number(), z.number()]),
    grad_clip: z.number(),
    finite_difference_r: z.literal(0.01),
  }),
  alphas_normal: tensorSchema,
  alphas_reduce: tensorSchema,
  train1: batchSchema,
  valid1: batchSchema,
  train2: batchSchema,
  valid2: batchSchema,
  params: z.record(z.string(), tensorSchema),
  expect: z.record(z.string(), z.unknown()),
  f32_dev: z.record(z.string(), z.number()),
});
/** A case of kind `supernet`. */
export type SupernetCase = z.infer<typeof supernetSchema>;

/** A case, and what the product makes of it. */
export interface Subject {
  readonly id: string;
  readonly given: SupernetCase;
  readonly space: CellSpace;
  readonly strategy: SupernetMethod<unknown>;
  readonly settings: unknown;
  readonly made: SearchPrograms;
  /** In the order in which the variable `weights` holds them. */
  readonly parameters: readonly ParameterSpec[];
}

const WEIGHTINGS: Readonly<Record<SupernetCase['weighting'], Weighting>> = {
  scalar: 'scalar',
  max_w: 'maxW',
};

/**
 * Writes the programs of a case.
 * @param fused - whether the executor has the engine's own kernels
 * @throws spaces/..., nn/...
 */
export function subjectOf(id: string, given: SupernetCase, fused: boolean): Subject {
  const { hyper } = given;
  const strategy = STRATEGIES.darts;
  const weighting = WEIGHTINGS[given.weighting];
  const settings = strategy.config.parse({
    order: given.unrolled ? 'second' : 'first',
    weighting,
    alphas: { learningRate: hyper.arch_lr, betas: hyper.arch_betas, weightDecay: hyper.arch_weight_decay },
  });
  const task = { ...taskOf(given), fused };
  const { parameters } = supernetModel(task, weighting).trace(task.alphaBatch);
  const made = strategy.programs(task, settings);
  return { id, given, space: spaceOf(given), strategy, settings, made, parameters };
}

function taskOf(given: SupernetCase): SearchTask {
  const { hyper } = given;
  const [, channels, height, width] = given.train1.x.shape;
  const trained = [given.train1, given.train2].map(({ labels }) => labels.length);
  return {
    space: spaceOf(given),
    images: { height, width, channels, classes: given.num_classes },
    config: searchSettingsSchema.parse({
      network: { initChannels: given.C, cells: given.layers },
      batch: given.train1.labels.length,
      epochs: 1,
      weights: {
        learningRate: { max: hyper.lr },
        momentum: hyper.momentum,
        weightDecay: hyper.weight_decay,
        clip: hyper.grad_clip,
      },
      augment: {},
    }),
    weightBatches: [...new Set(trained)],
    alphaBatch: given.valid1.labels.length,
    evaluationBatches: [],
  };
}

function spaceOf(given: SupernetCase): CellSpace {
  const table = tableOf(given.repo, given.op_table);
  const all = tablePrimitives(table);
  const where = { among: `the op table ${table}`, path: ['primitives'] };
  return {
    ...SPACES.darts,
    primitives: given.primitives.map((name) => findPrimitive(all, name, where)),
    intermediateNodes: given.steps,
    concatNodes: given.multiplier,
  };
}

/** The values that every variable begins with: those of the fixture, zeros and the start of running statistics for the others. */
export function startOf(subject: Subject): Readonly<Record<string, Float32Array>> {
  const { made, given } = subject;
  const zeros = Object.entries(made.bundle.variables).map(([name, type]): [string, Float32Array] => [
    name,
    new Float32Array(sizeOf(type.shape)),
  ]);
  return {
    ...Object.fromEntries(zeros),
    ...made.initial(0),
    weights: packed(subject),
    [ALPHAS.normal]: Float32Array.from(given.alphas_normal.data),
    [ALPHAS.reduction]: Float32Array.from(given.alphas_reduce.data),
  };
}

function packed({ id, given, parameters }: Subject): Float32Array {
  const unknown = Object.keys(given.params).find((name) => parameters.every((spec) => spec.name !== name));
  if (unknown !== undefined) throw fixtureError(id, `the supernet has no parameter ${unknown}`);
  return Float32Array.from(
    parameters.flatMap((spec) => {
      const torch = given.params[spec.name];
      if (torch === undefined) throw fixtureError(id, `it gives no parameter ${spec.name}`);
      return Array.from(parameterFromTorch(spec, torch));
    }),
  );
}

/** The tensors in the packed weights, in PyTorch's layout, by name. */
export function unpacked(
  { parameters }: Subject,
  weights: ArrayLike<number>,
): Readonly<Record<string, Float32Array>> {
  const all = Float32Array.from(weights);
  let offset = 0;
  return Object.fromEntries(
    parameters.map((spec) => {
      const part = all.subarray(offset, offset + sizeOf(spec.shape));
      offset += part.length;
      return [spec.name, parameterToTorch(spec, part).data];
    }),
  );
}
