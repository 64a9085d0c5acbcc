import { cpus } from 'node:os';
import { defined } from '../../../base/assert.ts';
import { verifyBundle } from '../../program/index.ts';
import type { Bundle, OpTable } from '../../program/index.ts';
import { checkData, checkFeeds, programOf, variableOf, zerosOf } from '../executor.ts';
import type { DeviceReport, Executable, Executor, TensorData } from '../executor.ts';
import { lowerBundle } from './graph.ts';
import type { Graph } from './graph.ts';
import { loadNative } from './native.ts';
import type { Native, Parallelism, Session } from './native.ts';
import { opTimesOf } from './profile.ts';
import { placementFor } from './placement.ts';

/**
 * The executor that runs a bundle as one TensorFlow graph.
 * @param ops - the table that the bundle's ops are in
 * @param parallelism - decided by the first executor of a process
 * @param processors - devices that the processor stands for where TensorFlow has no GPU
 * @throws engine/no-tensorflow with the remedy
 */
export function createTensorflowExecutor(
  ops: OpTable,
  parallelism: Parallelism,
  processors: number,
): Executor {
  const native = loadNative(parallelism, processors);
  return {
    title: 'TensorFlow',
    fuses: native.gpus.length === 0,
    describe: () => describe(native),
    async load(bundle) {
      verifyBundle(bundle, ops);
      const graph = lowerBundle(bundle, ops, placementFor(native.gpus.length, processors));
      const session = await native.open(graph.nodes);
      const executable = executableOf(bundle, graph, session);
      for (const [name, type] of Object.entries(bundle.variables))
        await executable.write(name, zerosOf(type));
      return executable;
    },
  };
}

function describe(native: Native): DeviceReport {
  const { gpus, threads, intraOpThreads } = native;
  const oneDnn = process.env['TF_ENABLE_ONEDNN_OPTS'] !== '0';
  return {
    engine: 'TensorFlow',
    version: native.version,
    device: gpus.length > 0 ? 'gpu' : 'cpu',
    deviceName: gpus.length > 0 ? 'NVIDIA GPU' : (cpus()[0]?.model ?? 'CPU'),
    gpus: gpus.length,
    threads,
    notes: [
      ...(gpus.length > 1 ? [`${gpus.length} GPUs`] : []),
      oneDnn ? 'oneDNN kernels on' : 'oneDNN kernels off (TF_ENABLE_ONEDNN_OPTS=0)',
      ...(intraOpThreads === 1 ? ['one thread an operation'] : []),
    ],
  };
}

const resultsOf = (
  names: readonly string[],
  values: readonly TensorData[],
): Readonly<Record<string, TensorData>> =>
  Object.fromEntries(names.map((name, i) => [name, defined(values[i], 'one result a fetch')]));

function executableOf(bundle: Bundle, graph: Graph, session: Session): Executable {
  const callOf = (name: string, given: Readonly<Record<string, TensorData>>) => {
    const program = programOf(bundle, name);
    checkFeeds(program, given);
    const entry = defined(graph.entries[name], 'every program is lowered');
    const feeds = Object.entries(program.feeds).map(([feed, v]) => ({
      node: defined(entry.feeds[feed], 'every feed has a node'),
      type: v.type,
      data: defined(given[feed], 'checked above'),
    }));
    const names = Object.keys(entry.fetches);
    return { feeds, names, fetches: [...Object.values(entry.fetches), entry.done] };
  };
  return {
    async run(name, given) {
      const { feeds, names, fetches } = callOf(name, given);
      return resultsOf(names, await session.run(feeds, fetches));
    },
    async profile(name, given) {
      const { feeds, names, fetches } = callOf(name, given);
      const { values, metadata } = await session.trace(feeds, fetches);
      return { results: resultsOf(names, values), times: opTimesOf(metadata) };
    },
    async read(name) {
      variableOf(bundle, name);
      const [value] = await session.run(
        [],
        [`${defined(graph.readers[name], 'every variable has a reader')}:0`],
      );
      return defined(value, 'a reader gives its value');
    },
    async write(name, data) {
      const type = variableOf(bundle, name);
      checkData(`variable "${name}"`, type, data);
      const { feed, done } = defined(graph.writers[name], 'every variable has a writer');
      await session.run([{ node: feed, type, data }], [done]);
    },
    async dispose() {
      session.close();
    },
  };
}
