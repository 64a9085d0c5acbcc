import type { ImageSet } from '../data/index.ts';
import type { Bundle, Executor, Precision } from '../engine/index.ts';
import type { TrainConfig } from './config.ts';
import { examine } from './evaluate.ts';
import type { AnswerListener } from './evaluate.ts';
import type { Snapshot } from './events.ts';
import type { TestResult } from './examination.ts';
import { batchSizes, openEvaluation } from './feeding.ts';
import type { RunData } from './feeding.ts';
import { evaluationPrecision } from './precision.ts';
import { checkSnapshot, writeVariables } from './snapshot.ts';
import { trainingBundle } from './training-bundle.ts';
import type { DerivedCellSpec } from './cell-network.ts';

/** A training that is to be evaluated. */
export interface TrainedNetwork {
  readonly config: TrainConfig;
  readonly cell: DerivedCellSpec;
  /** The state that the training left. */
  readonly snapshot: Snapshot;
  /** What it learnt from: its classes, and the statistics that images are normalized by. */
  readonly data: RunData;
}

/** What a training is evaluated on, and with. */
export interface EvaluationMaterials {
  readonly images: ImageSet;
  readonly executor: Executor;
  /** Is told of each batch, in the order of the images. */
  readonly onAnswers?: AnswerListener | undefined;
}

/** What an evaluation finds. */
export interface Evaluation {
  readonly test: TestResult;
  /** What it was computed in. */
  readonly precision: Precision;
  /** Trainable parameters without the auxiliary head. */
  readonly parameters: number;
  /** Multiply-accumulates of one image (convolutions and linear layers). */
  readonly macs: number;
}

/**
 * Evaluates what a training has learnt on images of the size and the classes of its own. Nothing that trains is made or loaded: it takes
 * the memory of the network's weights and of one evaluation batch.
 *
 * @throws train/foreign-snapshot, train/..., spaces/..., nn/..., data/..., engine/... when the parts do not fit together
 */
export async function evaluateTraining(
  { config, cell, snapshot, data }: TrainedNetwork,
  { images, executor, onAnswers }: EvaluationMaterials,
): Promise<Evaluation> {
  const { classes } = data.dataset;
  const precision = evaluationPrecision(executor, config.precision);
  const stream = openEvaluation(data, images, config);
  try {
    const { bundle, parameters, macs } = trainingBundle({
      cell,
      config,
      task: { ...stream.imageShape, classes: classes.length },
      trainBatches: [],
      evaluationBatches: batchSizes(images.count, config.evaluationBatch, false),
      evaluationPrecision: precision,
      fused: executor.fuses,
    });
    checkSnapshot(bundle, snapshot);
    const executable = await executor.load(withReadOnly(bundle));
    try {
      await writeVariables(executable, readOf(bundle, snapshot.variables));
      return { test: await examine(executable, stream, { classes, onAnswers }), precision, parameters, macs };
    } finally {
      await executable.dispose();
    }
  } finally {
    await stream.dispose();
  }
}

/** The bundle without the variables that none of its programs reads: velocities, sums of gradients. */
export const withReadOnly = (bundle: Bundle): Bundle => ({
  ...bundle,
  variables: readOf(bundle, bundle.variables),
});

/** Of things by the names of variables, those whose variable is read. */
export function readOf<T>(
  { programs }: Bundle,
  named: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  const read = new Set(Object.values(programs).flatMap(({ reads }) => Object.keys(reads)));
  return Object.fromEntries(Object.entries(named).filter(([name]) => read.has(name)));
}
