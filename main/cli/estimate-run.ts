/** What a run would take, without making it: from its programs alone, or with its first steps computed. */
import { performance } from 'node:perf_hooks';
import { createTensorflowExecutor, restrictedTo } from '../engine/index.ts';
import type { Bundle, Executor, MemoryEstimate } from '../engine/index.ts';
import type { LoopEvent, MemoryOutlook, NewRun, RunResult } from '../runs/index.ts';
import type { Loop } from '../train/index.ts';
import { availableMemory } from '../base/available-memory.ts';
import { kindFor } from './kinds.ts';
import { estimateRun, observed, outlookOf } from './memory-outlook.ts';
import { PAPER } from './paper-executor.ts';
import type { Places } from './places.ts';
import { openPlannedData } from './run-data.ts';

/** Steps that are usually computed where a run is measured: one that warms up, and those whose time counts. */
export const MEASURED_STEPS = 3;

/** What a run would take. */
export interface RunEstimate {
  readonly memory: MemoryEstimate;
  readonly outlook: MemoryOutlook;
  /** Trainable parameters of the network. */
  readonly parameters: number;
  readonly stepsPerEpoch: number;
  /** Null where nothing was computed. */
  readonly measured: Measured | null;
}

/** What the first steps of a run took. */
export interface Measured {
  readonly steps: number;
  /** The largest resident size of the process. */
  readonly peakMemoryBytes: number;
  /** The estimate where no other programs are run than those that were. */
  readonly estimatedBytes: number;
  /** Mean of all but the first, which also prepares the graph: null if there was no other. */
  readonly stepSeconds: number | null;
}

/** What a run is estimated with. */
export interface EstimateContext {
  readonly places: Places;
  /** How many of its first steps are computed: any loads TensorFlow into this process. */
  readonly steps: number;
  /** Is told of each step that was. */
  readonly onStep?: (step: number) => void;
}

/**
 * Estimates a run that is planned, on the processor.
 *
 * @throws AppError as the run would: `data/...`, `spaces/...`, `nn/...`, `train/...`; with measuring also `engine/...`
 */
export async function estimatePlan(
  { splitText, ...plan }: NewRun,
  { places, steps, onStep }: EstimateContext,
): Promise<RunEstimate> {
  const kind = kindFor(plan.kind, plan.config);
  const isMeasured = steps > 0;
  const split = splitText === undefined ? null : { text: splitText, file: plan.data.split?.name ?? '' };
  const data = await openPlannedData(plan, split, places);
  const executor = isMeasured ? createTensorflowExecutor(kind.parallelism) : PAPER;
  const seen: { bundle: Bundle | null; ran: Set<string> } = { bundle: null, ran: new Set() };
  const watched = observed(noting(executor, seen.ran), async (bundle) => {
    seen.bundle = bundle;
  });
  const loop = await kind.createLoop({
    record: { ...plan, id: plan.title },
    data: isMeasured ? data : { ...data, workers: 0, workerPath: null },
    executor: watched,
    restore: null,
  });
  try {
    const availableBytes = await availableMemory();
    const bundle = seen.bundle ?? NOTHING;
    const memory = estimateRun({ bundle, config: plan.config, data, threads: executor.describe().threads });
    const outlook = outlookOf(memory, { config: plan.config, data, availableBytes });
    const measured = isMeasured
      ? await measure(loop, { steps, onStep, ran: seen.ran, estimateOf: (ran) => restrictedTo(memory, ran) })
      : null;
    const perEpoch = kind.stepsPerEpoch(plan.config, data);
    return { memory, outlook, parameters: loop.parameters, stepsPerEpoch: perEpoch, measured };
  } finally {
    await loop.dispose();
  }
}

/** Of a run that computes nothing. */
const NOTHING: Bundle = { variables: {}, programs: {} };

/** An executor that notes which programs were run. */
function noting(executor: Executor, ran: Set<string>): Executor {
  return {
    ...executor,
    async load(bundle) {
      const executable = await executor.load(bundle);
      return {
        ...executable,
        run(program, feeds) {
          ran.add(program);
          return executable.run(program, feeds);
        },
      };
    },
  };
}

interface Measuring extends Pick<EstimateContext, 'steps'> {
  readonly onStep: EstimateContext['onStep'] | undefined;
  readonly ran: ReadonlySet<string>;
  readonly estimateOf: (ran: ReadonlySet<string>) => MemoryEstimate;
}

async function measure(
  loop: Loop<LoopEvent, RunResult>,
  { steps, onStep, ran, estimateOf }: Measuring,
): Promise<Measured> {
  const events = loop.events();
  const stepsSeconds: number[] = [];
  while (stepsSeconds.length < steps) {
    const began = performance.now();
    const turn = await events.next();
    if (turn.done === true) break;
    if (turn.value.type !== 'step') continue;
    stepsSeconds.push((performance.now() - began) / 1000);
    onStep?.(stepsSeconds.length);
  }
  const later = stepsSeconds.slice(1);
  return {
    steps: stepsSeconds.length,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    estimatedBytes: Math.ceil(estimateOf(ran).peakBytes),
    stepSeconds: later.length > 0 ? later.reduce((sum, each) => sum + each) / later.length : null,
  };
}
