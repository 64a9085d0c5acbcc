/** What runs bundles: the interface that all executors share, and the checks at its border. */
import { engineError, hostType, printType, sizeOf } from '../program/index.ts';
import type { Bundle, Program, TensorType } from '../program/index.ts';

/** Elements of a tensor, the last axis running fastest; truth values as 0 and 1; every float type as float32. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

/** A bundle that is ready to run. Its variables start as zeros and live until `dispose`. */
export interface Executable {
  /**
   * Runs an entry point: variables take the values of its updates.
   * @returns its fetches, by name
   * @throws engine/unknown-program, engine/bad-feed, engine/execution-failed, engine/out-of-memory
   */
  run(
    program: string,
    feeds: Readonly<Record<string, TensorData>>,
  ): Promise<Readonly<Record<string, TensorData>>>;
  /** `run`, and how long each kind of op took, the longest first; left out where an executor cannot tell. */
  profile?(
    program: string,
    feeds: Readonly<Record<string, TensorData>>,
  ): Promise<{ readonly results: Readonly<Record<string, TensorData>>; readonly times: readonly OpTime[] }>;
  /** The value of a variable. @throws engine/unknown-variable */
  read(variable: string): Promise<TensorData>;
  /** Sets a variable. @throws engine/unknown-variable, engine/bad-feed */
  write(variable: string, value: TensorData): Promise<void>;
  /** Frees what the executable holds; it cannot be used afterwards. */
  dispose(): Promise<void>;
}

/** The calls of one kind of op in one run. */
export interface OpTime {
  readonly op: string;
  readonly calls: number;
  /** Summed over the calls, which may have run side by side. */
  readonly seconds: number;
}

/** What executes, for `doctor` and for run records. */
export interface DeviceReport {
  readonly engine: string;
  readonly version: string;
  readonly device: 'cpu' | 'gpu';
  readonly deviceName: string;
  /** How many GPUs a program can be placed on. */
  readonly gpus: number;
  readonly threads: number;
  readonly notes: readonly string[];
}

/** A way to execute bundles. */
export interface Executor {
  readonly title: string;
  /** Whether it has the engine's own kernels, which the pass `fuse` writes. */
  readonly fuses: boolean;
  describe(): DeviceReport;
  /** Makes a bundle ready to run. @throws engine/invalid-program */
  load(bundle: Bundle): Promise<Executable>;
}

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** Zeros of a type. */
export function zerosOf(type: TensorType): TensorData {
  return new ARRAYS[hostType(type.dtype)](sizeOf(type.shape));
}

/** The entry point of that name. @throws engine/unknown-program */
export function programOf(bundle: Bundle, name: string): Program {
  const program = bundle.programs[name];
  if (program !== undefined) return program;
  const known = Object.keys(bundle.programs).join(', ') || 'none';
  throw engineError('engine/unknown-program', `There is no program "${name}". Known: ${known}.`);
}

/** The type of the variable of that name. @throws engine/unknown-variable */
export function variableOf(bundle: Bundle, name: string): TensorType {
  const type = bundle.variables[name];
  if (type !== undefined) return type;
  const known = Object.keys(bundle.variables).join(', ') || 'none';
  throw engineError('engine/unknown-variable', `There is no variable "${name}". Known: ${known}.`);
}

/**
 * Checks that data can be the value of a type: the right kind of array, of the right length.
 * @param what - names the place in the message: `run: feed "images"`
 * @throws engine/bad-feed
 */
export function checkData(what: string, type: TensorType, data: TensorData): void {
  const array = ARRAYS[hostType(type.dtype)];
  const size = sizeOf(type.shape);
  if (data instanceof array && data.length === size) return;
  throw engineError(
    'engine/bad-feed',
    `${what} is ${printType(type)}: it takes a ${array.name} of ${size}, got a ${data.constructor.name} of ${data.length}.`,
  );
}

/** Checks that exactly the program's feeds are given, each with data of its type. @throws engine/bad-feed */
export function checkFeeds(program: Program, feeds: Readonly<Record<string, TensorData>>): void {
  for (const [name, v] of Object.entries(program.feeds)) {
    const data = feeds[name];
    if (data === undefined) {
      throw engineError(
        'engine/bad-feed',
        `${program.name}: feed "${name}", ${printType(v.type)}, is missing.`,
      );
    }
    checkData(`${program.name}: feed "${name}"`, v.type, data);
  }
  const extra = Object.keys(feeds).find((name) => program.feeds[name] === undefined);
  if (extra !== undefined) {
    const known = Object.keys(program.feeds).join(', ') || 'none';
    throw engineError('engine/bad-feed', `${program.name}: there is no feed "${extra}". Known: ${known}.`);
  }
}
