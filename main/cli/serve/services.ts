import { join } from 'node:path';
import type { DeviceReport, HostInfo, HostServices, RunWatcher } from '../../api/index.ts';
import { messageOf } from '../../base/errors.ts';
import { followEvents, readEvents } from '../../runs/index.ts';
import type { RunEvent, StoredRun } from '../../runs/index.ts';
import { deviceTitle } from '../device.ts';
import { examine } from '../doctor-report.ts';
import type { Host } from '../host.ts';
import { openLibrary } from '../../library/index.ts';
import { createBenchmarkReader } from './benchmark-service.ts';
import { createPathCounter } from './hypercuboid-service.ts';
import { createCounter } from './cell-service.ts';
import { createComparer, createExchange } from './comparison-service.ts';
import { createPlanner } from './launch-service.ts';
import { createDataProcess } from './data-process.ts';
import { createDataService } from './data-service.ts';
import { createFigureKeeper } from './figure-service.ts';
import { watchList } from './list-watcher.ts';
import { createLogReader } from './log-service.ts';
import { createQueueService } from './queue-service.ts';
import { createExaminer } from '../examiner/start-examiner.ts';
import { createResultReader } from './results-service.ts';
import { describeRun } from './run-detail.ts';
import { createKeeper, createSeriesReader } from './run-services.ts';
import { createTrainers } from './trainers.ts';

/** The API's services over this host, and the trainers that it started. */
export interface ServedHost {
  readonly services: HostServices;
  /** Asks every trainer that was started here to save itself and end, and waits until they have. */
  stopTrainers(): Promise<void>;
  /** Lets the trainers go on alone, and ends all subscriptions. */
  leave(): void;
}

/** What the services are made of. */
export interface ServedHostOptions {
  readonly host: Host;
  readonly env: NodeJS.ProcessEnv;
  /** Told of what went wrong where nobody waits for an answer. */
  readonly onProblem: (sentence: string) => void;
}

/** The services of the host. */
export function createServices({ host, env, onProblem }: ServedHostOptions): ServedHost {
  const { store } = host;
  const list = watchList((since) => store.catalog.changes(since), { onProblem });
  const queue = createQueueService(host, { onProblem, onChange: () => list.refresh() });
  const trainers = createTrainers(host, {
    onProblem,
    onChange: () => list.refresh(),
    onQueued: () => queue.refresh(),
  });
  const examiner = createExaminer({ entry: host.places.examiner, env });
  const data = createDataService({
    dataDir: host.places.data,
    store,
    process: createDataProcess({ entry: host.places.dataKeeper, env }),
  });
  let info: Promise<HostInfo> | null = null;
  const counting = createCounter(host.places.countThread);
  const services: HostServices = {
    self: {
      // Asking the device costs a process; what it says does not change while this one lives.
      info: () => (info ??= describeHost(host, env)),
      rest: async () => {
        await Promise.all([trainers.stopAll(), queue.stopJobs()]);
        // A job that waited may have been begun outside the queue: it waits again too.
        await queue.stopJobs();
      },
    },
    runs: runReader(host),
    changes: {
      events: (run, from, listener) => watchEvents(() => store.find(run), { from, listener, onProblem }),
      list: (listener) => list.listen(listener),
    } satisfies RunWatcher,
    launch: trainers.launcher,
    planner: createPlanner(host, env),
    series: createSeriesReader(store),
    logs: createLogReader(store),
    keeper: createKeeper(store, () => list.refresh()),
    comparer: createComparer(store, onProblem),
    figures: createFigureKeeper(join(host.home.home, 'figures')),
    exchange: createExchange(host, () => list.refresh()),
    queue: queue.service,
    benchmark: createBenchmarkReader(host.places.resources),
    paths: createPathCounter(host),
    cells: openLibrary(join(host.home.home, 'cells'), () => Date.now()),
    counter: counting.counter,
    data: data.service,
    results: createResultReader(host, { examiner, queue: queue.service, onProblem }),
  };
  return {
    services,
    stopTrainers: () => services.self.rest(),
    leave: () => {
      list.close();
      queue.close();
      data.close();
      counting.close();
      trainers.leaveAll();
      examiner.close();
    },
  };
}

const runReader = ({ store }: Host): HostServices['runs'] => ({
  list: (query) => store.list(query),
  experiments: () => store.catalog.experiments(),
  get: async (run) => describeRun(await store.find(run)),
  events: async (run, from, limit) => {
    const { events } = await readEvents(await store.find(run));
    return events.filter(({ seq }) => seq >= from).slice(0, limit);
  },
});

async function describeHost(host: Host, env: NodeJS.ProcessEnv): Promise<HostInfo> {
  const { engine, gpu, missing } = await examine(host, env);
  const broken = missing.find(({ what }) => what === 'TensorFlow')?.remedy ?? null;
  const device: DeviceReport = {
    kind: engine?.device ?? 'cpu',
    title: engine === null ? 'TensorFlow does not load' : deviceTitle(engine),
    refusal: engine === null ? broken : gpu.used ? null : sentence(gpu.reason),
  };
  return { version: host.version, device, dataFolder: host.home.home };
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;

/** Large enough for speed, small enough that one message blocks nobody. */
const PORTION = 1000;

interface EventWatch {
  readonly from: number;
  readonly listener: (events: readonly RunEvent[]) => void;
  readonly onProblem: (sentence: string) => void;
}

function watchEvents(find: () => Promise<StoredRun>, { from, listener, onProblem }: EventWatch): () => void {
  const ended = new AbortController();
  let waiting: RunEvent[] = [];
  let timer: NodeJS.Immediate | null = null;
  const flush = (): void => {
    timer = null;
    const events = waiting;
    waiting = [];
    for (let at = 0; at < events.length && !ended.signal.aborted; at += PORTION) {
      listener(events.slice(at, at + PORTION));
    }
  };
  const follow = async (): Promise<void> => {
    for await (const event of followEvents(await find(), { from, until: ended.signal })) {
      if (ended.signal.aborted) return;
      waiting.push(event);
      timer ??= setImmediate(flush);
    }
  };
  follow().catch((thrown: unknown) => onProblem(messageOf(thrown)));
  return () => {
    ended.abort();
    if (timer !== null) clearImmediate(timer);
  };
}
