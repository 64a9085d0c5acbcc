/**
 * The one file that knows tfjs-node's internals: its binding's tensors and its sessions over saved models.
 *
 * TensorFlow must not be loaded in Electron's main process or a worker thread of it (its LLVM symbols clash with Mesa's); the
 * trainer is a process of its own.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import util from 'node:util';
import { messageOf } from '../../../base/errors.ts';
import { engineError } from '../../program/index.ts';
import type { DType, TensorType } from '../../program/index.ts';
import type { TensorData } from '../executor.ts';
import { GRAPH_TAG, encodeSavedModel } from './encode.ts';
import type { NodeData } from './nodes.ts';

/** What of tfjs-node's binding is used here (binding/tfjs_binding.cc of version 4.22). */
interface Binding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
  createTensor(shape: readonly number[], dtype: number, data: TensorData): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): TensorData;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(
    id: number,
    tensors: readonly number[],
    feeds: string,
    fetches: string,
  ): readonly { readonly id: number }[];
}

interface TfjsNode {
  /** Another backend may be the current one. */
  findBackend(name: 'tensorflow'): { readonly binding: Binding; readonly isUsingGpuDevice: boolean };
}

/** A loaded TensorFlow. */
export interface Native {
  readonly version: string;
  readonly usesGpu: boolean;
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
  /** Runs what the fetched values need; blocks the thread until it is done. @throws engine/execution-failed, engine/out-of-memory */
  run(feeds: readonly Feed[], fetches: readonly string[]): readonly TensorData[];
  close(): void;
}

/**
 * How the processor's cores share the work: `side-by-side` runs many ops at once, each on one core, `together` lets all cores work on
 * each op. A supernet has a hundred small ops that wait for nothing but their state: side by side its step takes a third of the time. It
 * is decided once a process. Sums may be partitioned differently, so the two do not give the same bits.
 */
export type Parallelism = 'side-by-side' | 'together';

/**
 * Loads TensorFlow into this process.
 * @throws engine/no-tensorflow with the remedy
 */
export function loadNative(parallelism: Parallelism): Native {
  const cores = String(cpus().length);
  process.env['TF_NUM_INTEROP_THREADS'] ??= cores;
  process.env['TF_NUM_INTRAOP_THREADS'] ??= parallelism === 'together' ? cores : '1';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // On is the default; stated, it is not announced on stderr.
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  restoreRemovedUtil();
  let tf: TfjsNode;
  try {
    tf = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu') as TfjsNode;
  } catch (cause) {
    const remedy = 'Run `npm start` or `npm test` once: they install it.';
    throw engineError('engine/no-tensorflow', `TensorFlow cannot be loaded: ${firstLine(cause)} ${remedy}`, {
      cause,
    });
  }
  const { binding, isUsingGpuDevice } = tf.findBackend('tensorflow');
  return {
    version: binding.TF_Version,
    usesGpu: isUsingGpuDevice,
    open: (nodes) => openSession(binding, nodes),
  };
}

/** tfjs-node 4.22 calls `util.isNullOrUndefined`, which Node 23 took away. */
function restoreRemovedUtil(): void {
  const holder = util as { isNullOrUndefined?: (value: unknown) => boolean };
  holder.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

const firstLine = (thrown: unknown): string => messageOf(thrown).split('\n')[0] ?? '';

async function openSession(binding: Binding, nodes: readonly NodeData[]): Promise<Session> {
  const folder = await mkdtemp(join(tmpdir(), 'dartboard-graph-'));
  try {
    await writeFile(join(folder, 'saved_model.pb'), encodeSavedModel(nodes));
    return sessionOf(binding, binding.loadSavedModel(folder, GRAPH_TAG));
  } catch (cause) {
    throw executionError(cause);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function sessionOf(binding: Binding, id: number): Session {
  const numberOf = (dtype: DType): number => {
    if (dtype === 'int32') return binding.TF_INT32;
    return dtype === 'bool' ? binding.TF_BOOL : binding.TF_FLOAT;
  };
  return {
    run(feeds, fetches) {
      const fed = feeds.map(({ type, data }) => binding.createTensor(type.shape, numberOf(type.dtype), data));
      try {
        const names = feeds.map(({ node }) => `${node}:0`).join(',');
        const found = binding.runSavedModel(id, fed, names, fetches.join(','));
        return found.map((tensor) => takeData(binding, tensor.id));
      } catch (cause) {
        throw executionError(cause);
      } finally {
        for (const tensor of fed) binding.deleteTensor(tensor);
      }
    },
    close: () => binding.deleteSavedModel(id),
  };
}

function takeData(binding: Binding, tensor: number): TensorData {
  const data = binding.tensorDataSync(tensor);
  binding.deleteTensor(tensor);
  return data;
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
