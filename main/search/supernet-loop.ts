import { AppError } from '../base/errors.ts';
import { allIndices, NO_AUGMENT } from '../data/index.ts';
import type { BatchStream } from '../data/index.ts';
import type { Executable } from '../engine/index.ts';
import { deriveArchitecture } from '../spaces/index.ts';
import {
  batchSizes,
  carriedOf,
  checkBatches,
  checkDevices,
  checkPrecision,
  checkSnapshot,
  isScored,
  learningRateAt,
  openStream,
  positionAt,
  readSnapshot,
  runEpochs,
  towerSize,
  writeVariables,
} from '../train/index.ts';
import type { Loop, Position, Snapshot, StepReport } from '../train/index.ts';
import { readAlphas } from './cell-alphas.ts';
import type { SearchDetail, SearchEvent, SearchResult, ShrinkEvent } from './events.ts';
import { halvesOf, requireHeldOut } from './halves.ts';
import type { Half, Halves } from './halves.ts';
import type { SearchMaterials } from './strategy.ts';
import type { SupernetDriver, SupernetSearch, WantedImages } from './supernet-driver.ts';
import type { SearchTurn, SearchTask, SupernetMethod, SupernetStrategy } from './supernet-method.ts';

/** A search that is open. */
interface Search {
  readonly options: SearchMaterials;
  readonly wants: WantedImages;
  readonly driver: SupernetDriver;
  /** Of the driver's present programs. */
  executable: Executable;
  readonly streams: Streams;
  readonly position: Position;
}

/** The weights' half; the alphas' half where it is wanted; the images of evaluation; the weights' half in order where it is wanted. */
interface Streams {
  readonly weights: BatchStream;
  readonly alphas: BatchStream | null;
  readonly evaluation: BatchStream;
  readonly training: BatchStream | null;
}

/** The method with the loop over one supernet, whose programs stay as they are. */
export function overSupernet<C>(method: SupernetMethod<C>): SupernetStrategy<C> {
  const { title, takesAlphaBatch: alphaBatches, needsHeldOut: heldOut } = method;
  return {
    ...method,
    open: (materials, config) =>
      createSupernetLoop(materials, {
        title,
        wants: { alphaBatches, heldOut, trainingInOrder: false },
        begin(task) {
          const made = method.programs(task, config);
          return {
            made,
            carried: undefined,
            step: (on) => method.step(on, config),
            change: async () => null,
            closeEpoch: (on) => method.closeEpoch(on, config),
            detail: (turn) => alphasDetail(turn, made.skipZero),
          };
        },
      }),
  };
}

/** The alphas as they are, and the cell that they give. */
async function alphasDetail({ executable, space }: SearchTurn, skipZero: boolean): Promise<SearchDetail> {
  const alphas = await readAlphas(executable, space);
  return { alphas, genotype: deriveArchitecture(space, alphas, { skipZero, values: 'alphas' }) };
}

/**
 * Prepares a search over a supernet.
 * @throws spaces/..., nn/..., data/..., train/..., engine/..., search/... when the parts do not fit together
 */
export async function createSupernetLoop(
  options: SearchMaterials,
  method: SupernetSearch,
): Promise<Loop<SearchEvent, SearchResult>> {
  const search = await open(options, method);
  const { driver, streams } = search;
  return {
    parameters: driver.made.parameters,
    events: () => run(search),
    snapshot: () => snapshotOf(search),
    async dispose() {
      await Promise.all([closeStreams(streams), search.executable.dispose()]);
    },
  };
}

async function open(options: SearchMaterials, method: SupernetSearch): Promise<Search> {
  const { config, executor, seed, restore } = options;
  const { at, carried } = carriedIn(restore);
  const position = positionAt(at);
  const halves = halvesOf(options.data, config);
  if (method.wants.heldOut) requireHeldOut(halves, method.title);
  const evaluated = evaluatedOf(options, halves);
  const streams = openStreams(options, { halves, evaluated, wants: method.wants });
  try {
    const task = taskOf(options, { halves, evaluated, imageShape: streams.weights.imageShape });
    checkDevices(executor, config);
    checkPrecision(executor, config.precision);
    checkBatches(task.weightBatches, config);
    if (method.wants.alphaBatches) checkAlphaBatch(task);
    const driver = method.begin(task, carried);
    const { made } = driver;
    if (restore !== null) checkSnapshot(made.bundle, restore);
    const executable = await executor.load(made.bundle);
    await writeVariables(executable, restore?.variables ?? made.initial(seed));
    return { options, wants: method.wants, driver, executable, streams, position };
  } catch (error) {
    await closeStreams(streams);
    throw error;
  }
}

/** What a snapshot carries of a search whose method carries something itself: the rest is where in an epoch it is. */
interface CarriedBoth {
  readonly position: unknown;
  readonly method: unknown;
}

const isBoth = (carried: unknown): carried is CarriedBoth =>
  typeof carried === 'object' && carried !== null && 'position' in carried && 'method' in carried;

/** Where a search goes on, and what its method has carried there; undefined: nothing. */
function carriedIn(restore: Snapshot | null): {
  readonly at: Pick<Snapshot, 'step' | 'carried'> | null;
  readonly carried: unknown;
} {
  if (restore === null || !isBoth(restore.carried)) return { at: restore, carried: undefined };
  const { position, method } = restore.carried;
  return { at: { step: restore.step, carried: position }, carried: method };
}

function snapshotOf({ driver, executable, position }: Search): Promise<Snapshot> {
  const at = carriedOf(position);
  const carried = driver.carried === undefined ? at : { position: at, method: driver.carried };
  return readSnapshot(executable, driver.made.bundle, { step: position.step, carried });
}

async function closeStreams({ weights, alphas, evaluation, training }: Streams): Promise<void> {
  await Promise.all([weights.dispose(), alphas?.dispose(), evaluation.dispose(), training?.dispose()]);
}

/**
 * Passes if the batch of the alphas can be divided. A whole batch can, by its schema; that of a half that does not fill one may not, and
 * there is no other to leave it out for.
 * @throws train/uneven-batch
 */
function checkAlphaBatch({ alphaBatch, config: { batch, devices, accumulate } }: SearchTask): void {
  if (Number.isInteger(towerSize(alphaBatch, { devices, accumulate }))) return;
  throw new AppError(
    'train/uneven-batch',
    `There are ${alphaBatch} images for the alphas, fewer than a batch of ${batch}, and they cannot be divided over ${devices} devices in ${accumulate} passes, which needs a multiple of ${devices * accumulate}: change "trainPortion", which leaves them these images, or "accumulate" or "devices".`,
    { data: { batch: alphaBatch, devices, accumulate } },
  );
}

/** What the supernet is evaluated on: the alphas' half, or the test images where all others train the weights. */
function evaluatedOf({ data }: SearchMaterials, { alphas }: Halves): Half {
  const { test } = data.dataset;
  return alphas.indices.length > 0 ? alphas : { set: test, indices: allIndices(test.count) };
}

function taskOf(
  { config, space, data, executor }: SearchMaterials,
  on: {
    readonly halves: Halves;
    readonly evaluated: Half;
    readonly imageShape: BatchStream['imageShape'];
  },
): SearchTask {
  const { weights, alphas } = on.halves;
  return {
    space,
    images: { ...on.imageShape, classes: data.dataset.classes.length },
    config,
    weightBatches: batchSizes(weights.indices.length, config.batch, config.partialBatch === 'drop'),
    orderedBatches: batchSizes(weights.indices.length, config.batch, false),
    alphaBatch: Math.min(config.batch, alphas.indices.length),
    evaluationBatches: batchSizes(on.evaluated.indices.length, config.evaluationBatch, false),
    fused: executor.fuses,
  };
}

function openStreams(
  { config, data, seed }: SearchMaterials,
  on: { readonly halves: Halves; readonly evaluated: Half; readonly wants: WantedImages },
): Streams {
  const { halves, wants } = on;
  const shared = { seed, dropLast: false, view: config.view };
  const training = { ...shared, batch: config.batch, augment: config.augment };
  return {
    weights: openStream(data, {
      ...training,
      ...halves.weights,
      stream: 'weights',
      order: 'shuffled',
      dropLast: config.partialBatch === 'drop',
    }),
    alphas: wants.alphaBatches
      ? openStream(data, { ...training, ...halves.alphas, stream: 'alphas', order: 'fresh' })
      : null,
    evaluation: openStream(data, {
      ...shared,
      ...on.evaluated,
      stream: 'evaluation',
      order: 'sequential',
      batch: config.evaluationBatch,
      augment: NO_AUGMENT,
    }),
    training: wants.trainingInOrder
      ? openStream(data, { ...training, ...halves.weights, stream: 'training in order', order: 'sequential' })
      : null,
  };
}

async function* run(search: Search): AsyncGenerator<SearchEvent, SearchResult, void> {
  const { options, driver, streams, position } = search;
  const { epochs, evaluateEvery, weights } = options.config;
  if (position.step === 0) yield { type: 'start', detail: await driver.detail(turnOf(search)) };
  const events = runEpochs<SearchDetail>({
    position,
    stepsPerEpoch: streams.weights.batchesPerEpoch,
    epochs,
    learningRate: learningRateAt(epochs, weights.learningRate),
    step: (at) => step(search, at),
    async closeEpoch(epoch) {
      const isLast = epoch === epochs - 1;
      const isDue = isScored(epoch, options.config);
      const dueBefore = evaluateEvery === null ? 0 : Math.floor(epoch / evaluateEvery);
      const on = { ...turnOf(search), epoch, isLast, isDue, dueBefore, evaluation: streams.evaluation };
      return { valid: await driver.closeEpoch(on), detail: await driver.detail(turnOf(search)) };
    },
  });
  // A search that goes on may stand right where its supernet changes.
  yield* changes(search);
  for await (const event of events) {
    yield event;
    yield* changes(search);
  }
  return driver.detail(turnOf(search));
}

/** Between the last step of an epoch and the event that tells of it: where the driver wants another supernet, goes on with that. */
async function* changes(search: Search): AsyncGenerator<ShrinkEvent, void, void> {
  const { options, driver, streams, position } = search;
  const { unreported: epoch } = position;
  if (epoch === null) return;
  const change = await driver.change({ ...turnOf(search), epoch, training: streams.training });
  if (change === null) return;
  // Memory is needed for one at a time.
  await search.executable.dispose();
  search.executable = await options.executor.load(driver.made.bundle);
  await writeVariables(search.executable, change.variables);
  yield change.event;
}

const turnOf = ({ options, executable }: Search): SearchTurn => ({
  executable,
  space: options.space,
  seed: options.seed,
});

async function step(
  search: Search,
  at: { readonly epoch: number; readonly index: number; readonly learningRate: number },
): Promise<StepReport> {
  const { options, driver, streams, position } = search;
  const { step: number } = position;
  const [weightBatch, alphaBatch] = await Promise.all([
    streams.weights.batch(at.epoch, at.index),
    // Every step draws from a new order of the alphas' half, so images come back before all were seen, as in the reference.
    streams.alphas?.batch(number, 0) ?? null,
  ]);
  const report = await driver.step({
    ...turnOf(search),
    step: number,
    learningRate: at.learningRate,
    weightBatch,
    alphaBatch,
    accumulate: options.config.accumulate,
  });
  return { ...report, size: weightBatch.size };
}
