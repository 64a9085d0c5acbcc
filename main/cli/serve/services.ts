import type {
  DeviceReport,
  HostInfo,
  HostServices,
  RunDetail,
  RunLauncher,
  RunWatcher,
} from '../../api/index.ts';
import { messageOf } from '../../base/errors.ts';
import {
  followEvents,
  isUnderWay,
  readEvents,
  requestStop,
  runsError,
  settle,
  summarize,
} from '../../runs/index.ts';
import type { LaunchedRun, RunEvent, StoredRun } from '../../runs/index.ts';
import { searchConfigSchema } from '../../search/index.ts';
import { resolveSpace } from '../../spaces/index.ts';
import { deviceTitle } from '../device.ts';
import { examine } from '../doctor-report.ts';
import type { Host } from '../host.ts';
import { watchList } from './list-watcher.ts';
import { settingsInWords } from './setting-words.ts';

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
  const list = watchList(() => store.list(), { onProblem });
  const trainers = createTrainers(host, { onProblem, onChange: () => list.refresh() });
  let info: Promise<HostInfo> | null = null;
  const services: HostServices = {
    // Asking the device costs a process; what it says does not change while this one lives.
    info: () => (info ??= describeHost(host, env)),
    runs: {
      list: () => store.list(),
      get: async (run) => describeRun(await store.find(run)),
      events: async (run, from, limit) => {
        const { events } = await readEvents(await store.find(run));
        return events.filter(({ seq }) => seq >= from).slice(0, limit);
      },
    },
    changes: {
      events: (run, from, listener) => watchEvents(() => store.find(run), { from, listener, onProblem }),
      list: (listener) => list.listen(listener),
    } satisfies RunWatcher,
    launch: trainers.launcher,
  };
  return {
    services,
    stopTrainers: () => trainers.stopAll(),
    leave: () => {
      list.close();
      trainers.leaveAll();
    },
  };
}

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

async function describeRun(run: StoredRun): Promise<RunDetail> {
  const { record, paths } = run;
  const space = record.kind === 'search' ? searchConfigSchema.parse(record.config).space : record.space;
  return {
    summary: await summarize(run),
    space: space === null ? null : resolveSpace(space),
    genotype: record.genotype,
    preset: record.preset,
    settings: settingsInWords(record),
    folder: paths.folder,
  };
}

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

interface Trainers {
  readonly launcher: RunLauncher;
  stopAll(): Promise<void>;
  leaveAll(): void;
}

interface TrainersOptions {
  readonly onProblem: (sentence: string) => void;
  readonly onChange: () => void;
}

function createTrainers(host: Host, { onProblem, onChange }: TrainersOptions): Trainers {
  const started = new Map<string, { readonly launched: LaunchedRun; readonly settled: Promise<void> }>();
  const launch = async (run: StoredRun): Promise<void> => {
    const launched = await host.launch(run);
    const settled = launched.ended
      .then((exit) => settle(run, exit))
      .then(
        () => undefined,
        (thrown: unknown) => onProblem(messageOf(thrown)),
      )
      .finally(() => {
        started.delete(run.id);
        onChange();
      });
    started.set(run.id, { launched, settled });
    onChange();
  };
  return {
    launcher: {
      start: async (request) => {
        const wanted = {
          preset: request.preset,
          config: null,
          set: [],
          data: request.data,
          seed: request.seed,
        };
        const run = await host.create(
          request.kind === 'search'
            ? { kind: 'search', ...wanted }
            : { kind: 'train', cell: { from: request.from }, ...wanted },
        );
        await launch(run);
        return run.id;
      },
      stop: async (id) => requestStop(await host.store.find(id)),
      resume: async (id) => {
        const run = await host.store.find(id);
        const { state } = await summarize(run);
        if (state === 'finished') throw runsError('runs/not-resumable', { run: run.id });
        if (isUnderWay(state) || started.has(run.id)) throw runsError('runs/under-way', { run: run.id });
        await launch(run);
      },
    },
    stopAll: async () => {
      for (const { launched } of started.values()) launched.stop();
      await Promise.all([...started.values()].map(({ settled }) => settled));
    },
    leaveAll: () => {
      for (const { launched } of started.values()) launched.leave();
    },
  };
}
