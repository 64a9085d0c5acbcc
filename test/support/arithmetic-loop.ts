/** A loop with real steps, epochs and state, but arithmetic in place of a network: for tests of what consumes loops. */
import { createRng } from '../../main/base/rng.ts';
import type { LoopEvent, PreparedRun, RunResult, StoredRun } from '../../main/runs/index.ts';
import type { SearchDetail } from '../../main/search/index.ts';
import { findPublished } from '../../main/spaces/index.ts';
import type { Genotype } from '../../main/spaces/index.ts';
import type { Loop, Score, Snapshot } from '../../main/train/index.ts';

/** What an arithmetic loop is made of; the configuration of its run. */
export interface ArithmeticOptions {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Elements of its one weight. */
  readonly size: number;
  /** The step whose loss is not a number; null: none. */
  readonly divergesAt: number | null;
  /** Pause after each step, in milliseconds. */
  readonly pauseMs: number;
}

const GENOTYPE = findPublished('DARTS_V2').genotype;

interface State {
  step: number;
  /** Loss summed over the present epoch. */
  sum: number;
  /** Epochs whose end was told. */
  closed: number;
  readonly weight: Float32Array;
  readonly momentum: Float32Array;
}

/** The loop at its beginning, or where the snapshot was taken. It ends as a search. */
export function arithmeticLoop(
  options: ArithmeticOptions,
  seed: number,
  restore: Snapshot | null,
): Loop<LoopEvent, RunResult> {
  const state = restored(options, restore);
  return {
    parameters: options.size,
    events: () => run(options, seed, state),
    snapshot: async () => ({
      step: state.step,
      variables: {
        'weights.w': state.weight.slice(),
        'optimizer.momentum': state.momentum.slice(),
        counter: Int32Array.of(state.step),
      },
      carried: { sum: state.sum, closed: state.closed },
    }),
    dispose: async () => undefined,
  };
}

function restored({ size }: ArithmeticOptions, restore: Snapshot | null): State {
  if (restore === null) {
    return { step: 0, sum: 0, closed: 0, weight: new Float32Array(size), momentum: new Float32Array(size) };
  }
  const { sum, closed } = restore.carried as { sum: number; closed: number };
  const array = (name: string): Float32Array => Float32Array.from(restore.variables[name] ?? []);
  return {
    step: restore.step,
    sum,
    closed,
    weight: array('weights.w'),
    momentum: array('optimizer.momentum'),
  };
}

async function* run(
  { epochs, stepsPerEpoch, divergesAt, pauseMs }: ArithmeticOptions,
  seed: number,
  state: State,
): AsyncGenerator<LoopEvent, RunResult, void> {
  if (state.step === 0) yield { type: 'start', detail: detailOf(state) };
  const steps = epochs * stepsPerEpoch;
  while (state.closed < epochs) {
    while (state.step < (state.closed + 1) * stepsPerEpoch) {
      const train = advance(state, seed);
      if (state.step === divergesAt) train.loss = Number.NaN;
      state.sum += train.loss;
      yield {
        type: 'step',
        epoch: state.closed,
        step: state.step,
        steps,
        train,
        valid: null,
        learningRate: 0.1,
      };
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    const train = { loss: state.sum / stepsPerEpoch, accuracy: 0.5 };
    const epoch = state.closed++;
    state.sum = 0;
    yield { type: 'epoch', epoch, epochs, train, valid: train, detail: detailOf(state) };
  }
  return { kind: 'search', ...detailOf(state) };
}

/** One step: the weight follows numbers that depend on the seed and the step. */
function advance(state: State, seed: number): { -readonly [K in keyof Score]: Score[K] } {
  state.step++;
  const rng = createRng(seed, 'arithmetic', state.step);
  let loss = 0;
  for (let i = 0; i < state.weight.length; i++) {
    const momentum = 0.9 * (state.momentum[i] ?? 0) + rng.uniform() - 0.5;
    state.momentum[i] = momentum;
    state.weight[i] = (state.weight[i] ?? 0) + 0.1 * momentum;
    loss += Math.abs(state.weight[i] ?? 0);
  }
  return { loss: loss / state.weight.length, accuracy: rng.uniform() };
}

function detailOf({ weight }: State): SearchDetail & { readonly genotype: Genotype } {
  const row = [...weight.slice(0, 8)];
  return { alphas: { normal: [row], reduction: [row] }, genotype: GENOTYPE };
}

/** The loop, ending as a training whose accuracy depends on its seed. */
function asTraining(loop: Loop<LoopEvent, RunResult>, seed: number): Loop<LoopEvent, RunResult> {
  return {
    ...loop,
    async *events() {
      yield* loop.events();
      return {
        kind: 'train',
        test: { loss: 1 + seed, accuracy: 0.5 + seed / 100 },
        best: null,
        parameters: loop.parameters,
        macs: 1000,
      };
    },
  };
}

/** What a trainer asks for: the loop of a run whose configuration is that of an arithmetic loop. */
export async function prepareArithmetic(
  { record }: StoredRun,
  restore: Snapshot | null,
): Promise<PreparedRun> {
  const options = record.config as unknown as ArithmeticOptions;
  const loop = arithmeticLoop(options, record.seed, restore);
  return {
    loop: record.kind === 'train' ? asTraining(loop, record.seed) : loop,
    device: 'arithmetic',
    environment: {
      app: 'test',
      node: process.versions.node,
      platform: process.platform,
      engine: 'arithmetic',
      device: 'cpu',
      deviceName: 'test',
      threads: 1,
      notes: [],
      host: 'test',
      cpu: 'test',
      memoryBytes: 1,
      memory: null,
    },
  };
}

/** A loop that hands each event to `look` before the trainer sees it. */
export const watched =
  (look: (event: LoopEvent) => unknown): typeof prepareArithmetic =>
  async (run, restore) => {
    const prepared = await prepareArithmetic(run, restore);
    async function* events(): ReturnType<PreparedRun['loop']['events']> {
      const inner = prepared.loop.events();
      for (;;) {
        const next = await inner.next();
        if (next.done) return next.value;
        await look(next.value);
        yield next.value;
      }
    }
    return { ...prepared, loop: { ...prepared.loop, events } };
  };

/** Whether the event tells of that step. */
export const isStep = (event: LoopEvent, step: number): boolean =>
  event.type === 'step' && event.step === step;
