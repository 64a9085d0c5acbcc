/** The most memory that a process takes which computes a bundle on the processor, foretold from the bundle alone. */
import type { Bundle, OpTable, Program } from '../program/index.ts';
import { bytesOf, peakOf } from './liveness.ts';
import type { Peak } from './liveness.ts';

const MIB = 2 ** 20;

/**
 * What the process takes besides values and variables, as measured with TensorFlow 2.21 on Linux by `dartboard estimate ... --measure`
 * (docs/performance.md, "Memory: estimate and measurement").
 */
const PROCESS = {
  /** Node.js with the program and TensorFlow loaded. */
  runtimeBytes: 355 * MIB,
  /** The heap while programs are traced, kernels' scratch memory, the stacks and allocator pools of the threads. */
  workBytes: 125 * MIB,
  /** An equation: its objects while it is traced, its nodes in TensorFlow's graph, and the executor's notes on them. */
  equationBytes: 36 * 1024,
  /** Beside a variable itself: the value that it is started with or saved as, and a copy of that on its way to the graph. */
  variableCopies: 2,
} as const;

/** Values take more than their bytes: what the allocator cannot use again between them. */
const ALLOCATED_PER_BYTE = 1.08;

/** What a bundle is expected to take. */
export interface MemoryEstimate {
  /** The sum of the parts. */
  readonly peakBytes: number;
  readonly variablesBytes: number;
  /** Values between the equations, in the program that holds the most. */
  readonly activationBytes: number;
  /** All else: Node.js, TensorFlow, the graph, and what was given as `heldBytes`. */
  readonly processBytes: number;
  /** The program that holds the most. */
  readonly program: string;
  /** Of all programs together. */
  readonly equations: number;
  /** What the values of each program take at most. */
  readonly programs: Readonly<Record<string, ProgramMemory>>;
}

/** What the values of one program take at most. */
export interface ProgramMemory {
  readonly bytes: number;
  /** The part of it that is proportional to the batch of a step; 0 for a program that changes nothing, whose batch is its own affair. */
  readonly batchBytes: number;
}

/** What is known besides the bundle. */
export interface EstimateOptions {
  /** Equations that the executor computes side by side: its threads. */
  readonly inFlight: number;
  /** What the process holds besides: its data set. */
  readonly heldBytes: number;
  /** Columns of text in a pass, where programs are fed with words instead of images. */
  readonly columns?: number;
}

/** Estimates the memory of a process that loads a bundle and runs its programs, one at a time. */
export function estimateMemory(bundle: Bundle, ops: OpTable, options: EstimateOptions): MemoryEstimate {
  const all = Object.values(bundle.programs);
  const programs = Object.fromEntries(
    all.map((program) => [program.name, memoryOf(program, peakOf(program, ops, options))]),
  );
  const variablesBytes = sum(Object.values(bundle.variables).map(bytesOf));
  const equations = sum(all.map((program) => program.equations.length));
  const processBytes =
    PROCESS.runtimeBytes +
    PROCESS.workBytes +
    PROCESS.equationBytes * equations +
    PROCESS.variableCopies * variablesBytes +
    options.heldBytes;
  return withPrograms({ variablesBytes, processBytes, equations }, programs);
}

/** The estimate where only some of the programs are run. They are all loaded. */
export function restrictedTo(estimate: MemoryEstimate, names: ReadonlySet<string>): MemoryEstimate {
  const kept = Object.entries(estimate.programs).filter(([name]) => names.has(name));
  return withPrograms(estimate, Object.fromEntries(kept));
}

function withPrograms(
  fixed: Pick<MemoryEstimate, 'variablesBytes' | 'processBytes' | 'equations'>,
  programs: MemoryEstimate['programs'],
): MemoryEstimate {
  const { variablesBytes, processBytes, equations } = fixed;
  const [program = '', { bytes: activationBytes } = { bytes: 0 }] =
    Object.entries(programs).sort(([, a], [, b]) => b.bytes - a.bytes)[0] ?? [];
  const peakBytes = processBytes + variablesBytes + activationBytes;
  return { peakBytes, variablesBytes, activationBytes, processBytes, program, equations, programs };
}

function memoryOf({ updates }: Program, { bytes, batchBytes }: Peak): ProgramMemory {
  const isStep = Object.keys(updates).length > 0;
  const allocated = (value: number) => Math.ceil(ALLOCATED_PER_BYTE * value);
  return { bytes: allocated(bytes), batchBytes: isStep ? allocated(batchBytes) : 0 };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The batch of a bundle, and what another may be. */
export interface BatchRequest {
  /** Of the settings that the bundle was written for. */
  readonly batch: number;
  /** A batch is a multiple of it. */
  readonly multiple: number;
  readonly availableBytes: number;
}

/**
 * The largest batch whose steps fit into the memory that is available, all other settings kept; null where not even the smallest does.
 * Values grow in proportion to the batch, so it is computed, not tried.
 */
export function largestBatch(estimate: MemoryEstimate, request: BatchRequest): number | null {
  const { batch, multiple, availableBytes } = request;
  const left = availableBytes - estimate.processBytes - estimate.variablesBytes;
  const factors = Object.values(estimate.programs).map(({ bytes, batchBytes }) => {
    const spare = left - (bytes - batchBytes);
    if (spare < 0) return 0;
    return batchBytes === 0 ? Number.POSITIVE_INFINITY : spare / batchBytes;
  });
  const fitting = Math.floor((batch * Math.min(...factors)) / multiple) * multiple;
  return fitting < multiple ? null : fitting;
}
