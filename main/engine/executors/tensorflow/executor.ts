import { cpus } from 'node:os';
import { defined } from '../../../base/assert.ts';
import { verifyBundle } from '../../program/index.ts';
import type { Bundle, OpTable } from '../../program/index.ts';
import { checkData, checkFeeds, programOf, variableOf, zerosOf } from '../executor.ts';
import type { DeviceReport, Executable, Executor } from '../executor.ts';
import { lowerBundle } from './graph.ts';
import type { Graph } from './graph.ts';
import { loadNative } from './native.ts';
import type { Native, Parallelism, Session } from './native.ts';

/**
 * The executor that runs a bundle as one TensorFlow graph.
 * @param ops - the table that the bundle's ops are in
 * @param parallelism - decided by the first executor of a process
 * @throws engine/no-tensorflow with the remedy
 */
export function createTensorflowExecutor(ops: OpTable, parallelism: Parallelism): Executor {
  const native = loadNative(parallelism);
  return {
    title: 'TensorFlow',
    describe: () => describe(native),
    async load(bundle) {
      verifyBundle(bundle, ops);
      const graph = lowerBundle(bundle, ops);
      const session = await native.open(graph.nodes);
      const executable = executableOf(bundle, graph, session);
      for (const [name, type] of Object.entries(bundle.variables))
        await executable.write(name, zerosOf(type));
      return executable;
    },
  };
}

function describe(native: Native): DeviceReport {
  const oneDnn = process.env['TF_ENABLE_ONEDNN_OPTS'] !== '0';
  const alone = process.env['TF_NUM_INTRAOP_THREADS'] === '1';
  return {
    engine: 'TensorFlow',
    version: native.version,
    device: native.usesGpu ? 'gpu' : 'cpu',
    deviceName: native.usesGpu ? 'NVIDIA GPU' : (cpus()[0]?.model ?? 'CPU'),
    threads: Number(process.env['TF_NUM_INTEROP_THREADS']) || cpus().length,
    notes: [
      oneDnn ? 'oneDNN kernels on' : 'oneDNN kernels off (TF_ENABLE_ONEDNN_OPTS=0)',
      ...(alone ? ['one thread an operation'] : []),
    ],
  };
}

function executableOf(bundle: Bundle, graph: Graph, session: Session): Executable {
  return {
    async run(name, given) {
      const program = programOf(bundle, name);
      checkFeeds(program, given);
      const entry = defined(graph.entries[name], 'every program is lowered');
      const feeds = Object.entries(program.feeds).map(([feed, v]) => ({
        node: defined(entry.feeds[feed], 'every feed has a node'),
        type: v.type,
        data: defined(given[feed], 'checked above'),
      }));
      const fetched = Object.entries(entry.fetches);
      const results = session.run(feeds, [...fetched.map(([, value]) => value), entry.done]);
      return Object.fromEntries(
        fetched.map(([fetch], i) => [fetch, defined(results[i], 'one result a fetch')]),
      );
    },
    async read(name) {
      variableOf(bundle, name);
      const [value] = session.run([], [`${defined(graph.readers[name], 'every variable has a reader')}:0`]);
      return defined(value, 'a reader gives its value');
    },
    async write(name, data) {
      const type = variableOf(bundle, name);
      checkData(`variable "${name}"`, type, data);
      const { feed, done } = defined(graph.writers[name], 'every variable has a writer');
      session.run([{ node: feed, type, data }], [done]);
    },
    async dispose() {
      session.close();
    },
  };
}
