import type { Tensor } from '@tensorflow/tfjs-core';
import { assert, defined } from '../../../base/assert.ts';
import { OPS } from '../../ops/registry.ts';
import { engineError, hostType, verifyBundle } from '../../program/index.ts';
import type { Bundle, TensorType, Tfjs } from '../../program/index.ts';
import { checkData, checkFeeds, programOf, variableOf, zerosOf } from '../executor.ts';
import type { DeviceReport, Executable, Executor, TensorData } from '../executor.ts';
import { loadCpuBackend } from './backend.ts';
import type { TfjsEnvironment } from './backend.ts';
import { interpret, scheduleOf } from './interpreter.ts';
import type { Schedule } from './interpreter.ts';

/**
 * The executor that interprets programs with tfjs kernels, on any backend of tfjs: the fallback where TensorFlow cannot be had,
 * and what TensorFlow is compared with in tests. Reduced-precision floats are computed in float32.
 *
 * @param environment - tfjs and the backend to use; the CPU backend when left out
 * @throws engine/execution-failed when the backend does not start
 */
export async function createTfjsExecutor(environment?: TfjsEnvironment): Promise<Executor> {
  const chosen = environment ?? (await loadCpuBackend());
  await useBackend(chosen);
  return {
    title: `tfjs (${chosen.backend})`,
    fuses: false,
    describe: () => describe(chosen),
    async load(bundle) {
      verifyBundle(bundle, OPS);
      const executable = new TfjsExecutable(chosen, bundle);
      for (const [name, type] of Object.entries(bundle.variables))
        await executable.write(name, zerosOf(type));
      return executable;
    },
  };
}

const GPU_BACKENDS: readonly string[] = ['webgl', 'webgpu'];

function describe({ tf, backend }: TfjsEnvironment): DeviceReport {
  return {
    engine: 'tfjs',
    version: tf.version_core,
    device: GPU_BACKENDS.includes(backend) ? 'gpu' : 'cpu',
    deviceName: `tfjs backend "${backend}"`,
    // Programs run here one op after the other: a second device would wait for the first.
    gpus: 0,
    threads: 1,
    notes: ['every operation runs by itself: slow', 'reduced-precision floats are computed in float32'],
  };
}

/**
 * Makes the backend the one that kernels run on; another user of tfjs in this process may have chosen another in the meantime.
 * Nothing may be awaited between this and the kernels.
 */
async function useBackend({ tf, backend }: TfjsEnvironment): Promise<void> {
  while (tf.getBackend() !== backend) {
    const started = backend in tf.engine().registryFactory && (await tf.setBackend(backend));
    if (started) continue;
    throw engineError(
      'engine/execution-failed',
      `tfjs could not start its backend "${backend}" on this machine.`,
    );
  }
}

/** A copy of the data as an array of its type: tfjs shares memory with the arrays that go in and come out. */
function copyOf(type: TensorType, data: ArrayLike<number>): TensorData {
  const copy = zerosOf(type);
  copy.set(data);
  return copy;
}

function tensorOf(tf: Tfjs, type: TensorType, data: TensorData): Tensor {
  return tf.tensor(copyOf(type, data), [...type.shape], hostType(type.dtype));
}

class TfjsExecutable implements Executable {
  readonly #environment: TfjsEnvironment;
  readonly #bundle: Bundle;
  readonly #variables = new Map<string, Tensor>();
  readonly #schedules = new Map<string, Schedule>();
  #disposed = false;

  constructor(environment: TfjsEnvironment, bundle: Bundle) {
    this.#environment = environment;
    this.#bundle = bundle;
  }

  async run(
    name: string,
    feeds: Readonly<Record<string, TensorData>>,
  ): Promise<Readonly<Record<string, TensorData>>> {
    const schedule = this.#scheduleOf(name);
    checkFeeds(schedule.program, feeds);
    await this.#ready();
    const fetched = this.#compute(schedule, feeds);
    try {
      const read = async ([fetch, tensor]: [string, Tensor]): Promise<[string, TensorData]> => {
        const { type } = defined(schedule.program.fetches[fetch], 'only fetches are computed');
        return [fetch, copyOf(type, await tensor.data())];
      };
      return Object.fromEntries(await Promise.all(Object.entries(fetched).map(read)));
    } finally {
      for (const tensor of Object.values(fetched)) tensor.dispose();
    }
  }

  async read(variable: string): Promise<TensorData> {
    const type = variableOf(this.#bundle, variable);
    await this.#ready();
    return copyOf(type, await this.#valueOf(variable).data());
  }

  async write(variable: string, value: TensorData): Promise<void> {
    const type = variableOf(this.#bundle, variable);
    checkData(`Variable "${variable}"`, type, value);
    await this.#ready();
    this.#assign(variable, tensorOf(this.#environment.tf, type, value));
  }

  dispose(): Promise<void> {
    for (const tensor of this.#variables.values()) tensor.dispose();
    this.#variables.clear();
    this.#disposed = true;
    return Promise.resolve();
  }

  async #ready(): Promise<void> {
    await useBackend(this.#environment);
    assert(!this.#disposed, 'the executable was disposed of before this call');
  }

  /** Runs the equations and puts the updates in force. Does not await, so runs never see each other half done. */
  #compute(
    schedule: Schedule,
    feeds: Readonly<Record<string, TensorData>>,
  ): Readonly<Record<string, Tensor>> {
    const { tf } = this.#environment;
    const { program } = schedule;
    const fed = Object.entries(program.feeds).map(
      ([name, v]) => [v.id, tensorOf(tf, v.type, defined(feeds[name], 'feeds are checked'))] as const,
    );
    const reads = Object.entries(program.reads).map(([name, v]) => [v.id, this.#valueOf(name)] as const);
    try {
      const results = interpret({ tf, ops: OPS }, schedule, new Map([...fed, ...reads]));
      const fetchNames = Object.keys(program.fetches);
      Object.keys(program.updates).forEach((name, i) =>
        this.#assign(name, defined(results[fetchNames.length + i], 'one result an update')),
      );
      return Object.fromEntries(
        fetchNames.map((name, i) => [name, defined(results[i], 'one result a fetch')]),
      );
    } finally {
      for (const [, tensor] of fed) tensor.dispose();
    }
  }

  #assign(variable: string, value: Tensor): void {
    this.#variables.get(variable)?.dispose();
    this.#variables.set(variable, value);
  }

  #valueOf(variable: string): Tensor {
    return defined(this.#variables.get(variable), `variable ${variable} has a value`);
  }

  #scheduleOf(name: string): Schedule {
    const known = this.#schedules.get(name);
    if (known !== undefined) return known;
    const schedule = scheduleOf(programOf(this.#bundle, name));
    this.#schedules.set(name, schedule);
    return schedule;
  }
}
