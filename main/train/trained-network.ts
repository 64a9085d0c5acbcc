import { defined } from '../base/assert.ts';
import type { ImageSet } from '../data/index.ts';
import type { Executor, Precision } from '../engine/index.ts';
import { readOf, withReadOnly } from './evaluate-training.ts';
import type { TrainedNetwork } from './evaluate-training.ts';
import { openEvaluation } from './feeding.ts';
import { evaluationPrecision } from './precision.ts';
import { rankedClasses } from './predictions.ts';
import type { RankedClass } from './predictions.ts';
import { checkSnapshot, writeVariables } from './snapshot.ts';
import { traceTraining } from './cell-network.ts';
import { trainingBundle } from './training-bundle.ts';

/** What a cell gives of one image. */
export interface FeatureMap {
  /** The number of the cell, from 0. */
  readonly cell: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [H,W,C] */
  readonly values: Float32Array;
}

/** What a network makes of one image. */
export interface Answer {
  /** All classes, the most probable first; none where a logit is not a number. */
  readonly ranked: readonly RankedClass[];
  /** Of each cell. */
  readonly maps: readonly FeatureMap[];
}

/** A trained network that is asked about single images. */
export interface AskedNetwork {
  readonly precision: Precision;
  /**
   * What it makes of the first image of a set, shown and normalized as the test images of the training are.
   * @throws data/...
   */
  ask(images: ImageSet): Promise<Answer>;
  dispose(): Promise<void>;
}

/**
 * Opens what a training has learnt, to ask it about single images.
 *
 * @throws train/foreign-snapshot, train/..., spaces/..., nn/..., data/..., engine/... when the parts do not fit together
 */
export async function openTrained(
  { config, cell, snapshot, data }: TrainedNetwork,
  executor: Executor,
): Promise<AskedNetwork> {
  const { classes, test } = data.dataset;
  const precision = evaluationPrecision(executor, config.precision);
  const here = { ...data, workers: 0, workerPath: null };
  const stream = openEvaluation(here, test, { ...config, evaluationBatch: 1 });
  const task = { ...stream.imageShape, classes: classes.length };
  await stream.dispose();
  const plan = { cell, config, task, cellOutputs: true };
  const { bundle } = trainingBundle({
    ...plan,
    trainBatches: [],
    evaluationBatches: [1],
    evaluationPrecision: precision,
    fused: executor.fuses,
  });
  checkSnapshot(bundle, snapshot);
  const shapes = mapShapes(traceTraining(plan, 1, 'eval').program.fetches);
  const executable = await executor.load(withReadOnly(bundle));
  await writeVariables(executable, readOf(bundle, snapshot.variables));
  return {
    precision,
    async ask(images) {
      const shown = openEvaluation(here, images, { ...config, evaluationBatch: 1 });
      try {
        const batch = await shown.batch(0, 0);
        const found = await executable.run('evaluate@1', { images: batch.images });
        const logits = floats(found['logits']);
        const maps = shapes.map(({ name, ...shape }) => ({ ...shape, values: floats(found[name]) }));
        return { ranked: rankedClasses(logits, logits.length), maps };
      } finally {
        await shown.dispose();
      }
    },
    dispose: () => executable.dispose(),
  };
}

const floats = (data: unknown): Float32Array =>
  defined(data instanceof Float32Array ? data : undefined, 'what a network gives is floats');

interface MapShape extends Omit<FeatureMap, 'values'> {
  readonly name: string;
}

function mapShapes(
  fetches: Readonly<Record<string, { readonly type: { readonly shape: readonly number[] } }>>,
): readonly MapShape[] {
  return Object.entries(fetches).flatMap(([name, { type }]) => {
    const cell = /^cells\.(\d+)$/.exec(name)?.[1];
    const [, height = 0, width = 0, channels = 0] = type.shape;
    return cell === undefined ? [] : [{ name, cell: Number(cell), height, width, channels }];
  });
}
