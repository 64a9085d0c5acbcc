/**
 * The one file that knows the native addon (main/engine/native): TensorFlow's sessions, and its CPU kernels of ours.
 *
 * TensorFlow must not be loaded in Electron's main process or a worker thread of it (its LLVM symbols clash with Mesa's); the
 * trainer is a process of its own.
 */
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { messageOf } from '../../../base/errors.ts';
import { engineError, hostType } from '../../program/index.ts';
import type { TensorType } from '../../program/index.ts';
import type { TensorData } from '../executor.ts';
import { encodeConfig, encodeGraph } from './encode.ts';
import type { NodeData } from './nodes.ts';

/** The addon's exports (main/engine/native/addon.cc). */
interface Addon {
  readonly version: string;
  setWorkers(count: number): void;
  devices(config: Uint8Array): readonly Device[];
  open(graph: Uint8Array, config: Uint8Array): Promise<AddonSession>;
}

interface AddonSession {
  run(
    feeds: readonly {
      readonly value: string;
      readonly dtype: string;
      readonly shape: readonly number[];
      readonly data: TensorData;
    }[],
    fetches: readonly string[],
    traced: boolean,
  ): Promise<{ readonly values: readonly TensorData[]; readonly trace?: Uint8Array }>;
  close(): void;
}

/** What a session can run on, as TensorFlow names it: `CPU`, `GPU`, and the bytes it may take. */
export interface Device {
  readonly name: string;
  readonly type: string;
  readonly memory: number;
}

/** A loaded TensorFlow. */
export interface Native {
  readonly version: string;
  /** The GPUs that TensorFlow can use. */
  readonly gpus: readonly Device[];
  /** Cores that ops may use. */
  readonly threads: number;
  readonly intraOpThreads: number;
  /** Loads a graph; it stays until the session is closed. */
  open(nodes: readonly NodeData[]): Promise<Session>;
}

/** A value to feed: where it goes, what it is. */
export interface Feed {
  readonly node: string;
  readonly type: TensorType;
  readonly data: TensorData;
}

/** A graph with its variables. */
export interface Session {
  /** Runs what the fetched values need, on other threads. @throws engine/execution-failed, engine/out-of-memory */
  run(feeds: readonly Feed[], fetches: readonly string[]): Promise<readonly TensorData[]>;
  /** The same, and how long each op took: a serialized RunMetadata. */
  trace(
    feeds: readonly Feed[],
    fetches: readonly string[],
  ): Promise<{ readonly values: readonly TensorData[]; readonly metadata: Uint8Array }>;
  close(): void;
}

/**
 * How the processor's cores share the work: `side-by-side` runs many ops at once, each on one core, `together` lets all cores work on
 * each op. A supernet has a hundred small ops that wait for nothing but their state: side by side its step takes a third of the time. It
 * is decided once a process. TensorFlow's own kernels may partition sums differently, so the two do not give the same bits.
 */
export type Parallelism = 'side-by-side' | 'together';

/**
 * Loads TensorFlow into this process.
 * @param processors - CPU devices that its sessions have
 * @throws engine/no-tensorflow with the remedy
 */
export function loadNative(parallelism: Parallelism, processors: number): Native {
  const cores = threads('TF_NUM_INTEROP_THREADS') ?? cpus().length;
  // Threads that wait for an op to begin do so busily, on cores that are to help with the one that runs.
  const interOpThreads = parallelism === 'together' ? Math.max(1, Math.floor(cores / 2)) : cores;
  const intraOpThreads = threads('TF_NUM_INTRAOP_THREADS') ?? (parallelism === 'together' ? cores : 1);
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // On is the default; stated, it is not announced on stderr.
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  const config = encodeConfig({ interOpThreads, intraOpThreads, processors });
  try {
    const addon = createRequire(import.meta.url)('dartboard-engine') as Addon;
    addon.setWorkers(cores);
    return {
      version: addon.version,
      gpus: addon.devices(config).filter(({ type }) => type === 'GPU'),
      threads: cores,
      intraOpThreads,
      open: (nodes) => openSession(addon, nodes, config),
    };
  } catch (cause) {
    const remedy = 'Run `npm start` or `npm test` once: they install it.';
    throw engineError('engine/no-tensorflow', `TensorFlow cannot be loaded: ${firstLine(cause)} ${remedy}`, {
      cause,
    });
  }
}

/** A number of threads that the person has set. */
function threads(variable: string): number | null {
  const given = Number(process.env[variable]);
  return Number.isInteger(given) && given > 0 ? given : null;
}

const firstLine = (thrown: unknown): string => messageOf(thrown).split('\n')[0] ?? '';

async function openSession(addon: Addon, nodes: readonly NodeData[], config: Uint8Array): Promise<Session> {
  try {
    return sessionOf(await addon.open(encodeGraph(nodes), config));
  } catch (cause) {
    throw executionError(cause);
  }
}

function sessionOf(session: AddonSession): Session {
  const run = async (feeds: readonly Feed[], fetches: readonly string[], traced: boolean) => {
    const given = feeds.map(({ node, type, data }) => ({
      value: `${node}:0`,
      dtype: hostType(type.dtype),
      shape: type.shape,
      data,
    }));
    try {
      return await session.run(given, fetches, traced);
    } catch (cause) {
      throw executionError(cause);
    }
  };
  return {
    run: async (feeds, fetches) => (await run(feeds, fetches, false)).values,
    async trace(feeds, fetches) {
      const { values, trace = new Uint8Array() } = await run(feeds, fetches, true);
      return { values, metadata: trace };
    },
    close: () => session.close(),
  };
}

function executionError(cause: unknown): Error {
  const text = messageOf(cause);
  if (/OOM when allocating|RESOURCE_EXHAUSTED|ran out of memory|bad_alloc/i.test(text)) {
    return engineError(
      'engine/out-of-memory',
      `The step does not fit into memory: ${text.split('\n')[0] ?? ''}. Use a smaller batch.`,
      { cause },
    );
  }
  return engineError('engine/execution-failed', `TensorFlow could not run the step: ${text}`, { cause });
}
