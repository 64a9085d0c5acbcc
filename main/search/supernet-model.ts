/** The supernet inside a step: what every method that trains alphas by gradient writes the same way. */
import { assert, defined } from '../base/assert.ts';
import { createRng } from '../base/rng.ts';
import { createBuilder, float32 } from '../engine/index.ts';
import type { EngineBuilder, Precision, Program, TensorType, Var } from '../engine/index.ts';
import { ALPHAS, traceCuboid, traceSupernet } from '../nn/index.ts';
import type { Candidates, Network, SupernetOptions } from '../nn/index.ts';
import { alphaShape, CELL_KINDS, isHyperCuboid, kindsOf, leastScore } from '../spaces/index.ts';
import type { CellKind, SearchSpace } from '../spaces/index.ts';
import {
  crossEntropy,
  evaluationProgram,
  feedImages,
  feedLabels,
  finishStep,
  guardStep,
  initialLossScale,
  initialModel,
  logitsOf,
  lossScaleArgument,
  lossScaleVariables,
  modelLayout,
  modelVariables,
  momentumUpdate,
  nextStatistics,
  readStatistics,
  readWeights,
  scaledGradients,
  statisticsUpdates,
  towerSize,
  writeForward,
  writeTowers,
} from '../train/index.ts';
import type { ModelLayout, RunningStatistics } from '../train/index.ts';
import { costPenalty } from './expected-cost.ts';
import type { ExpectedCost } from './expected-cost.ts';
import type { SearchTask } from './supernet-method.ts';

/** Something of each kind of cell that the space has, or of those that have alphas. */
export type PerKind<T> = Readonly<Partial<Record<CellKind, T>>>;

/** How a supernet weighs its candidates. */
export type SupernetWeighting = SupernetOptions['weighting'];

/** What a supernet is beside its space and its settings. */
export interface SupernetForm {
  /** The candidates that it has; left out: all that the space allows. */
  readonly candidates?: Candidates;
  /** Whether its cells keep running statistics; left out: as the code of the space's primitives. */
  readonly runningStatistics?: boolean;
  /** Of a hypercuboid: whether operations are computed that weigh too little to count; left out: no. */
  readonly alwaysApply?: boolean;
  /** Of a hypercuboid: a penalty that gradients are taken with, beside the loss; left out: none. */
  readonly cost?: ExpectedCost;
}

/** A supernet whose programs are being written. */
export interface SupernetModel {
  readonly task: SearchTask;
  readonly weighting: SupernetWeighting;
  readonly form: SupernetForm;
  readonly layout: ModelLayout;
  /** The variables that its programs read alphas [E,P] from: one for each kind of cell of the space, none where no alphas weigh. */
  readonly alphas: PerKind<string>;
  /**
   * Whether weights that a step does not use stay as they are, without decay and momentum. Those are the weights whose gradient is exactly
   * zero: of a weight in use whose gradient happens to be zero, say behind a dead unit, it cannot be told apart.
   */
  readonly isSparse: boolean;
  /** For so many images on one device, in training. */
  trace(batch: number): Network;
}

/** Values of the supernet's arguments in a step. */
export interface SupernetArguments {
  readonly weights: Var;
  readonly alphas: PerKind<Var>;
}

/** Labelled images inside a step. */
export interface FedBatch {
  readonly images: Var;
  readonly labels: Var;
  readonly size: number;
}

/** A supernet of the task's space and settings. */
export function supernetModel(
  task: SearchTask,
  weighting: SupernetWeighting,
  form: SupernetForm = {},
): SupernetModel {
  // A network is a value: layout, start and every program of one batch size share a single trace.
  const traced = new Map<number, Network>();
  const trace = (batch: number): Network => {
    const network = traced.get(batch) ?? traceTask(task, { weighting, form, batch, mode: 'train' });
    traced.set(batch, network);
    return network;
  };
  const layout = modelLayout(trace(anyTower(task)));
  const alphas = weighting === 'equal' ? {} : perKind(kindsOf(task.space), (kind) => ALPHAS[kind]);
  return { task, weighting, form, layout, alphas, isSparse: false, trace };
}

/** What `make` gives for each of the kinds. */
export const perKind = <T>(kinds: readonly CellKind[], make: (kind: CellKind) => T): PerKind<T> =>
  Object.fromEntries(kinds.map((kind) => [kind, make(kind)]));

/** What is there of a kind. */
export const ofKind = <T>(values: PerKind<T>, kind: CellKind): T =>
  defined(values[kind], `there is one of the ${kind} cell`);

/** The kinds of cells that have alphas. */
export const alphaKinds = ({ alphas }: { readonly alphas: PerKind<unknown> }): readonly CellKind[] =>
  CELL_KINDS.filter((kind) => alphas[kind] !== undefined);

/** Alphas by the names of a supernet's arguments. */
export const alphaArguments = (alphas: PerKind<Var>): Readonly<Record<string, Var>> =>
  Object.fromEntries(
    CELL_KINDS.flatMap((kind): [string, Var][] => {
      const value = alphas[kind];
      return value === undefined ? [] : [[ALPHAS[kind], value]];
    }),
  );

/** Images of a tower that the programs need anyway: layout and start do not depend on their number. */
function anyTower({ weightBatches, alphaBatch, config }: SearchTask): number {
  const [batch = alphaBatch] = weightBatches;
  return towerSize(batch, config);
}

/** How a supernet is to be traced. */
type Traced = Pick<SupernetModel, 'weighting' | 'form'> & Pick<SupernetOptions, 'batch' | 'mode'>;

function traceTask(task: SearchTask, on: Traced): Network {
  const { space } = task;
  if (!isHyperCuboid(space)) return traceSupernet(space, supernetOptions(task, on));
  const { weighting, form } = on;
  assert(weighting !== 'equal', 'alphas weigh the operations of a hypercuboid');
  const least = form.alwaysApply === true ? null : leastScore(space);
  return traceCuboid(space, { ...imageOptions(task, on), weighting, least });
}

function imageOptions({ images }: SearchTask, { batch, mode }: Pick<Traced, 'batch' | 'mode'>) {
  const { height, width, channels: inputChannels, classes } = images;
  return { batch, mode, height, width, inputChannels, classes };
}

/** A supernet of cells, as it is traced. */
export function supernetOptions(task: SearchTask, on: Traced): SupernetOptions {
  const { candidates, runningStatistics } = on.form;
  const { config } = task;
  return {
    ...(candidates === undefined ? {} : { candidates }),
    ...(runningStatistics === undefined ? {} : { runningStatistics }),
    weighting: on.weighting,
    ...imageOptions(task, on),
    stem: config.network.kind,
    initChannels: config.network.initChannels,
    cells: config.network.cells,
  };
}

/** The type of the alphas of one cell: [E,P]. */
export const alphaType = (space: SearchSpace): TensorType => float32(...alphaShape(space));

/** The variables of a supernet: model, velocity and alphas. */
export function supernetVariables({
  task,
  layout,
  alphas,
}: SupernetModel): Readonly<Record<string, TensorType>> {
  return {
    ...modelVariables(layout),
    'optimizer.velocity': float32(layout.weights.size),
    ...Object.fromEntries(Object.values(alphas).map((name) => [name, alphaType(task.space)])),
    ...lossScaleVariables(task.config.precision),
  };
}

/** What a supernet's variables begin with; its alphas with 0. */
export function initialSupernet(model: SupernetModel, seed: number): Readonly<Record<string, Float32Array>> {
  return {
    ...initialModel(model.trace(anyTower(model.task)), seed),
    ...initialLossScale(model.task.config.precision),
  };
}

/**
 * Alphas to begin with: normal, around 0.
 * @param deviation - the code of DARTS has 1e-3; its paper says that they begin with 0
 */
export function initialAlphas(
  space: SearchSpace,
  seed: number,
  deviation: number,
): Readonly<Record<string, Float32Array>> {
  const [mixtures, candidates] = alphaShape(space);
  const count = mixtures * candidates;
  const alphas = kindsOf(space).map((kind): [string, Float32Array] => {
    const values = new Float32Array(count);
    createRng(seed, ALPHAS[kind]).fillNormal(values, 0, deviation);
    return [ALPHAS[kind], values];
  });
  return Object.fromEntries(alphas);
}

/** Reads weights and alphas as they are when the step begins. */
export function readSupernet(b: EngineBuilder, model: SupernetModel): SupernetArguments {
  const type = alphaType(model.task.space);
  return {
    weights: readWeights(b, model.layout),
    alphas: perKind(alphaKinds(model), (kind) => b.read(ofKind(model.alphas, kind), type)),
  };
}

/** Feeds a batch under names that begin with `prefix`: `images` and `labels` where it is empty. */
export function feedBatch(
  b: EngineBuilder,
  { task }: SupernetModel,
  on: { size: number; prefix: string },
): FedBatch {
  const named = (name: string) => (on.prefix === '' ? name : `${on.prefix}.${name}`);
  return {
    images: feedImages(b, { ...task.images, batch: on.size }, named('images')),
    labels: feedLabels(b, on.size, named('labels')),
    size: on.size,
  };
}

/** What a pass can be differentiated by: the weights, or the alphas of a cell. */
export type Differentiable = 'weights' | CellKind;

/** A training pass of the supernet on a batch, and the gradients of its loss. */
export interface Pass {
  /** Scalar: mean cross entropy. */
  readonly loss: Var;
  readonly logits: Var;
  /** The gradient by something that was asked for: of its type. */
  gradient(by: Differentiable): Var;
  /** The running statistics after this pass. */
  next(running: RunningStatistics): RunningStatistics;
}

/** Writes a pass at some values of the supernet's arguments; every time it is called, another one. */
export type WritePass = (
  b: EngineBuilder,
  on: { readonly at: SupernetArguments; readonly batch: FedBatch },
) => Pass;

interface PassForm {
  readonly size: number;
  readonly by: readonly Differentiable[];
  readonly precision: Precision;
  /** Whether its gradients are taken with the penalty of the supernet's form. */
  readonly penalized: boolean;
}

/**
 * Training passes on batches of `size`, differentiated by what is asked for; each is shared by all devices.
 *
 * The pass is a program of its own that is written into the step. So its gradients are those at the values it is given, whatever
 * these were computed from: weights that a step has moved depend on the alphas too, and the methods here do not look through that.
 *
 * @param on - `precision`: that of the settings where it is left out; `penalized`: yes
 */
export function passesOf(
  model: SupernetModel,
  on: Omit<PassForm, 'precision' | 'penalized'> & Partial<PassForm>,
): WritePass {
  const { layout } = model;
  const { devices } = model.task.config;
  const { by, precision = model.task.config.precision, penalized = true } = on;
  const program = passProgram(model, { by, size: on.size / devices, precision, penalized });
  return (b, { at, batch }) => {
    const { images, labels } = batch;
    const fetches = writeTowers(b, program, {
      devices,
      sliced: { images, labels },
      given: () => ({
        weights: at.weights,
        ...alphaArguments(at.alphas),
        ...lossScaleArgument(b, precision),
      }),
      averaged: ['loss', ...on.by.map(gradientName)],
      joined: ['logits'],
    });
    return {
      loss: defined(fetches['loss'], 'a pass has a loss'),
      logits: logitsOf(fetches),
      gradient: (by) => defined(fetches[gradientName(by)], `the gradient by ${by} was asked for`),
      next: (running) => nextStatistics(b, running, { layout, outputs: fetches }),
    };
  };
}

const gradientName = (by: Differentiable): string => `gradient.${by}`;

function passProgram(model: SupernetModel, on: PassForm): Program {
  const { size, by, precision, penalized } = on;
  const { task, layout } = model;
  const b = createBuilder();
  const alphas = perKind(alphaKinds(model), (kind) => b.feed(ALPHAS[kind], alphaType(task.space)));
  const at: PerKind<Var> & { readonly weights: Var } = {
    weights: b.feed('weights', float32(layout.weights.size)),
    ...alphas,
  };
  const { images, labels } = feedBatch(b, model, { size, prefix: '' });
  const outputs = writeForward(b, {
    network: model.trace(size),
    layout,
    weights: at.weights,
    given: { images, ...alphaArguments(alphas) },
    precision,
    fused: task.fused,
  });
  const loss = crossEntropy(b, logitsOf(outputs), { labels, smoothing: 0 });
  const { cost } = model.form;
  const penalty =
    !penalized || cost === undefined || at.normal === undefined
      ? null
      : costPenalty(b, at.normal, { ...cost, task });
  const minimized = penalty === null ? loss : b.one('add', [loss, penalty]);
  const variables = by.map((name) => defined(at[name], `the supernet has ${name} to differentiate by`));
  const found = scaledGradients(b, { loss: minimized, by: variables }, precision);
  const named = by.map((name, i) => [gradientName(name), defined(found[i], 'one gradient each')] as const);
  return b.build('pass', { fetches: { ...outputs, loss, ...Object.fromEntries(named) } });
}

/** The program `weightStep@N`: one update of the weights by SGD with momentum; the alphas stay. */
export function weightStepProgram(model: SupernetModel, size: number): Program {
  const b = createBuilder();
  const at = readSupernet(b, model);
  const write = passesOf(model, { size, by: ['weights'] });
  const pass = write(b, { at, batch: feedBatch(b, model, { size, prefix: '' }) });
  const gradient = pass.gradient('weights');
  const next = updateWeights(b, model, { weights: at.weights, gradient });
  const updates = { ...next.updates, ...statisticsUpdates(pass.next(readStatistics(b, model.layout))) };
  return finishStep(b, `weightStep@${size}`, {
    fetches: { loss: pass.loss, logits: pass.logits, gradientNorm: next.gradientNorm },
    updates: guardStep(b, { gradients: [gradient], updates }, model.task.config.precision),
  });
}

/** One update of the weights by a gradient, at the fed `learningRate`. */
export function updateWeights(
  b: EngineBuilder,
  { task, isSparse }: SupernetModel,
  at: { readonly weights: Var; readonly gradient: Var },
): { readonly gradientNorm: Var; readonly updates: Readonly<Record<string, Var>> } {
  const velocity = b.read('optimizer.velocity', at.weights.type);
  const operands = { ...at, velocity, learningRate: b.feed('learningRate', float32()) };
  const { gradientNorm, ...next } = momentumUpdate(b, operands, task.config.weights);
  if (!isSparse)
    return { gradientNorm, updates: { weights: next.weights, 'optimizer.velocity': next.velocity } };
  // Unused is what has a gradient of exactly zero: programs are written once, and cells differ from step to step.
  const isIdle = b.one('equal', [at.gradient, b.fill(0, at.gradient.type)]);
  const settled = (before: Var, after: Var) => b.one('select', [isIdle, before, after]);
  return {
    gradientNorm,
    updates: {
      weights: settled(at.weights, next.weights),
      'optimizer.velocity': settled(velocity, next.velocity),
    },
  };
}

/** The programs `evaluate@N` of the supernet, where the settings ask for scores. */
export const supernetEvaluations = (model: SupernetModel): readonly Program[] =>
  model.task.config.evaluateEvery === null
    ? []
    : model.task.evaluationBatches.map((batch) => supernetEvaluation(model, batch));

/** The program `evaluate@N` of the supernet, by its running statistics. */
export function supernetEvaluation(model: SupernetModel, batch: number): Program {
  const { task, layout } = model;
  const network = traceTask(task, { ...model, batch, mode: 'eval' });
  return evaluationProgram(network, layout, {
    batch,
    task: task.images,
    precision: task.config.precision,
    fused: task.fused,
    given: (b) => alphaArguments(readSupernet(b, model).alphas),
  });
}
