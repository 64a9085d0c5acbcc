import { z } from 'zod';
import { augmentSchema, viewSchema } from '../data/index.ts';
import { networkProblem, opTableNames, reductionCells, reductionRuleSchema } from '../spaces/index.ts';
import { isEven, unevenBatch } from './division.ts';
import type { Division } from './division.ts';
import { emaSchema } from './ema.ts';
import { learningRateSchema, refineLearningRate } from './learning-rate.ts';
import { precisionSchema } from './precision.ts';
import { dropPathSchema } from './schedules/drop-path.ts';

/** SGD with momentum, as plain data. */
export const momentumSchema = z.strictObject({
  learningRate: learningRateSchema,
  momentum: z.number().min(0).lt(1).default(0.9),
  weightDecay: z.number().min(0),
  /** Largest L2 norm of the gradient of all weights together; null: unlimited. */
  clip: z.number().positive().nullable().default(5),
  /** Nesterov's momentum: the step goes by the velocity to come. */
  nesterov: z.boolean().default(false),
});

/** What happens to the images of an epoch that do not fill a batch. `keep` costs a second graph for the odd size. */
export const partialBatchSchema = z.enum(['keep', 'drop']).default('keep');

/** The settings that say how each batch is divided. */
export const divisionSettings = {
  /** GPUs that work side by side, each on an equal slice of every batch. */
  devices: z.int().positive().default(1),
  /** Passes that a batch takes, one after the other, before one update: for batches that do not fit into memory. */
  accumulate: z.int().positive().default(1),
};

/** Refuses settings whose batch cannot be divided as they say. */
export function refineDivision(
  config: Division & { readonly batch: number },
  context: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  if (isEven(config.batch, config)) return;
  context.addIssue({ code: 'custom', path: ['batch'], message: unevenBatch(config.batch, config) });
}

/** Refuses networks that are too large, and numbers of reduction cells that the network does not have. */
function refineNetwork(
  { network }: { readonly network: Network },
  context: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  if (network.kind === 'path') return;
  const { cells, reductions } = network;
  const size = networkProblem(network);
  if (size !== null) {
    context.addIssue({ code: 'custom', path: ['network', size.field], message: size.problem });
    return;
  }
  if (reductions === 'thirds') return;
  const beyond = reductionCells(reductions, cells).find((cell) => cell >= cells);
  if (beyond === undefined) return;
  const message = `lists cell ${beyond} of a network of ${cells} cells, which has 0 to ${cells - 1}`;
  context.addIssue({ code: 'custom', path: ['network', 'reductions'], message });
}

/** A network of cells. */
const cellNetwork = z.strictObject({
  kind: z.enum(['cifar', 'imagenet']),
  /** Whose definitions the primitives' names stand for, and whose conventions the heads follow. */
  opTable: z.enum(opTableNames()).default('darts'),
  initChannels: z.int().positive().multipleOf(2),
  cells: z.int().positive(),
  auxiliary: z.boolean().default(false),
  /** Weight of the auxiliary head's loss. */
  auxiliaryWeight: z.number().min(0).default(0.4),
  /** Probability of dropping a path that its linear rise leads to. */
  dropPath: dropPathSchema.shape.max.default(0),
  /** What the first epoch counts as in that rise. */
  dropPathFirstEpoch: dropPathSchema.shape.firstEpoch,
  /** Mid channels of choke convolutions; null: those of the primitive's definition (published: 32). */
  midChannels: z.int().positive().nullable().default(null),
  /** Which cells are reduction cells. `{spacing}` is `reduce_spacing` of sharpDARTS. */
  reductions: reductionRuleSchema.default('thirds'),
});

/** The network of a path through a hypercuboid, which says all but this. */
const pathNetwork = z.strictObject({
  kind: z.literal('path'),
  /** Whether the network has the last operation of its path: the published constructor leaves it out, and table 4 of sharpDARTS was made so. */
  lastOperation: z.enum(['kept', 'dropped']).default('kept'),
});

/** Networks of small images where no kind is given. */
const networkSchema = z.preprocess(
  (network) =>
    typeof network === 'object' && network !== null && !('kind' in network)
      ? { kind: 'cifar', ...network }
      : network,
  z.discriminatedUnion('kind', [cellNetwork, pathNetwork]),
);

type Network = z.output<typeof networkSchema>;

/** Settings of a network of cells. */
export type CellNetworkSettings = z.output<typeof cellNetwork>;

/** Settings of the network of a path. */
export type PathNetworkSettings = z.output<typeof pathNetwork>;

const settingsSchema = z.strictObject({
  network: networkSchema,
  batch: z.int().positive(),
  epochs: z.int().positive(),
  weights: momentumSchema,
  labelSmoothing: z.number().min(0).lt(1).default(0),
  augment: augmentSchema,
  /** How images are shown where chance does not decide it: resized, and their middle cut out; null: as they are. */
  view: viewSchema.nullable().default(null),
  partialBatch: partialBatchSchema,
  /** Use only the first images of the training set; null: all. */
  images: z.int().positive().nullable().default(null),
  /** Images in a batch of evaluation. */
  evaluationBatch: z.int().positive().default(200),
  /** Test after every so many epochs; the last epoch is always tested. */
  evaluateEvery: z.int().positive().default(1),
  precision: precisionSchema,
  /** Evaluate the moving average of the weights instead of the weights; null: there is none. */
  ema: emaSchema,
  ...divisionSettings,
});

/** A final training, as plain data: presets, files and run records hold it. */
export const trainConfigSchema = settingsSchema
  .superRefine(refineDivision)
  .superRefine(refineLearningRate)
  .superRefine(refineNetwork);

/** A final training's settings. */
export type TrainConfig = z.output<typeof trainConfigSchema>;

/** How dropping paths rises; a path through a hypercuboid drops none. */
export const dropPathOf = ({ network }: TrainConfig): { readonly max: number; readonly firstEpoch: 0 | 1 } =>
  network.kind === 'path'
    ? { max: 0, firstEpoch: 0 }
    : { max: network.dropPath, firstEpoch: network.dropPathFirstEpoch };
