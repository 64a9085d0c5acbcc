import { STEP_COLUMNS } from '../../main/api/index.ts';
import type {
  HostInfo,
  HostServices,
  LaunchCheck,
  RunDetail,
  StepColumn,
  CellCount,
} from '../../main/api/index.ts';
import type { RunEvent, RunList, RunListChange, ListedRun, OwnCell } from '../../main/api/contract.ts';
import { DEFAULT_CARE, NO_ANNOTATIONS } from '../../main/runs/index.ts';
import { AppError } from '../../main/base/errors.ts';

/** A host whose runs live in memory and are written by whoever holds it. */
export interface MemoryHost {
  readonly services: HostServices;
  /** Adds a run, or replaces what is known of it. */
  put(detail: RunDetail): void;
  /** Writes the next events of a run. */
  append(run: string, events: readonly RunEvent[]): void;
  /** What was asked of the launcher, in order. */
  readonly asked: unknown[];
}

const INFO: HostInfo = {
  version: '0.1.0',
  dataFolder: '/home/ada/.local/share/dartboard',
  device: {
    kind: 'cpu',
    title: 'CPU · TensorFlow 2.21.0 · oneDNN · 2 threads',
    refusal: 'No NVIDIA driver was found.',
  },
};

const EMPTY_QUEUE = { paused: false, worker: null, jobs: [], problems: [] } as const;

const NOTHING_CHECKED: LaunchCheck = {
  fields: [],
  problems: [],
  isReady: true,
  title: null,
  cell: null,
  images: null,
  steps: null,
  recipe: [],
  command: '',
  script: '',
  busy: [],
};

const NOTHING_COUNTED: CellCount = {
  params: 0,
  macs: 0,
  multiplyAdds: 0,
  auxiliaryParams: null,
  auxiliaryMacs: null,
  layers: [],
  edges: { normal: [], reduction: [] },
  rules: { params: '', macs: '', multiplyAdds: '', auxiliary: '' },
};

/** Cells in memory; each change is the next revision. */
function memoryCells(): HostServices['cells'] {
  const cells = new Map<string, OwnCell>();
  const find = (id: string): OwnCell => {
    const cell = cells.get(id);
    if (cell === undefined) throw new AppError('library/not-found', `There is no cell ${id}.`);
    return cell;
  };
  return {
    list: async () => ({
      cells: [...cells.values()].flatMap(({ states, at, ...cell }) =>
        states.slice(at, at + 1).map(({ genotype }) => ({ ...cell, genotype })),
      ),
      removed: [],
      problems: [],
    }),
    open: async (id) => find(id),
    create: async (wanted) => {
      const id = String(cells.size + 1).padStart(16, '0');
      const cell = { id, ...wanted, revision: 1, changedAt: 0, versions: [] };
      cells.set(id, cell);
      return cell;
    },
    save: async (id, { keep, states, ...change }) => {
      const cell = find(id);
      const next = { ...cell, ...change, states: [...cell.states.slice(0, keep), ...states] };
      cells.set(id, { ...next, revision: cell.revision + 1 });
      return { revision: cell.revision + 1, changedAt: 0 };
    },
    rename: async (id, title) => void cells.set(id, { ...find(id), title }),
    nameVersion: async (id, { title, genotype }) => {
      const cell = find(id);
      const versions = [...cell.versions, { id: String(cell.versions.length), title, at: 0, genotype }];
      cells.set(id, { ...cell, versions });
      return versions;
    },
    remove: async (id) => void cells.delete(id),
    restore: async () => undefined,
  };
}

/** An empty host. */
export function memoryHost(info: HostInfo = INFO): MemoryHost {
  const details = new Map<string, RunDetail>();
  const logs = new Map<string, RunEvent[]>();
  const eventListeners = new Set<{
    run: string;
    next: number;
    listener: (events: readonly RunEvent[]) => void;
  }>();
  const listListeners = new Set<(change: RunListChange) => void>();
  const asked: unknown[] = [];
  const list = (): RunList => ({
    runs: [...details.values()].map(({ summary }) => summary).reverse(),
    total: details.size,
    problems: [],
  });
  const deliver = (): void => {
    for (const entry of eventListeners) {
      const events = (logs.get(entry.run) ?? []).slice(entry.next);
      entry.next += events.length;
      if (events.length > 0) entry.listener(events);
    }
  };
  const services: HostServices = {
    self: { info: async () => info, rest: async () => void asked.push('rest') },
    runs: {
      list: async () => list(),
      experiments: async () => [],
      get: async (run) => {
        const detail = details.get(run);
        if (detail === undefined) throw new AppError('runs/not-found', `There is no run ${run}.`);
        return detail;
      },
      events: async (run, from, limit) => (logs.get(run) ?? []).slice(from, from + limit),
    },
    changes: {
      events: (run, from, listener) => {
        const entry = { run, next: from, listener };
        eventListeners.add(entry);
        queueMicrotask(deliver);
        return () => void eventListeners.delete(entry);
      },
      list: (listener) => {
        listListeners.add(listener);
        return () => void listListeners.delete(listener);
      },
    },
    launch: {
      start: async (request) => {
        asked.push({ start: request });
        return 'run-1';
      },
      stop: async (run, at) => void asked.push({ stop: run, at }),
      resume: async (run) => void asked.push({ resume: run }),
      save: async (run) => void asked.push({ save: run }),
      again: async (run) => {
        asked.push({ again: run });
        return 'run-2';
      },
      fork: async (request) => {
        asked.push({ fork: request });
        return { run: 'run-3', notes: [] };
      },
    },
    planner: {
      offer: async () => ({
        presets: [
          { name: 'tiny', title: 'Tiny', source: 'This test', wiring: null, learns: 'images', data: 'tiny' },
        ],
        data: [],
        groups: [],
        care: DEFAULT_CARE,
      }),
      check: async ({ request }) => {
        asked.push({ check: request });
        return NOTHING_CHECKED;
      },
      estimate: (request, listener) => {
        asked.push({ estimate: request });
        listener({ state: 'preparing' });
        return () => void asked.push('estimate ended');
      },
    },
    series: {
      told: async (run) => {
        const events = logs.get(run) ?? [];
        const told = events.filter(({ type }) => type !== 'step' && type !== 'load');
        const stepBefore = (seq: number): number =>
          events.slice(0, seq).findLast((event) => event.type === 'step')?.step ?? 0;
        return {
          events: told,
          steps: told.map(({ seq }) => stepBefore(seq)),
          next: events.length,
        };
      },
      steps: async (run, from, limit) => {
        const all = (logs.get(run) ?? []).filter((event) => event.type === 'step');
        const rows = all.slice(from, from + limit).map((event) => ({
          seq: event.seq,
          step: event.step,
          trainLoss: event.train.loss,
          trainAccuracy: event.train.accuracy,
          validLoss: event.valid?.loss ?? Number.NaN,
          validAccuracy: event.valid?.accuracy ?? Number.NaN,
          seconds: event.seconds,
          learningRate: event.learningRate,
        }));
        const packed = (name: StepColumn): string | null => {
          const values = Float64Array.from(rows, (row) => row[name]);
          return values.every(Number.isNaN) ? null : Buffer.from(values.buffer).toString('base64');
        };
        const columns = Object.fromEntries(STEP_COLUMNS.map((name) => [name, packed(name)]));
        const last = all[from + rows.length - 1];
        return {
          last: last === undefined ? null : { steps: last.steps, learningRate: last.learningRate },
          rows: rows.length,
          total: all.length,
          columns: columns as Record<StepColumn, string | null>,
        };
      },
      part: async () => ({ rows: 0, extent: null, lines: [] }),
    },
    logs: {
      printed: async () => ({ text: '', from: 0, next: 0, sizeBytes: 0 }),
      saved: async () => [],
    },
    keeper: {
      annotate: async (runs, change) => {
        asked.push({ annotate: runs, change });
        return runs.map(() => NO_ANNOTATIONS);
      },
      remove: async (runs) => {
        asked.push({ remove: runs });
        return 0;
      },
      trash: async () => ({ runs: [], totalBytes: 0 }),
      restore: async (run) => run,
      empty: async (runs) => ({ runs: runs ?? [], freedBytes: 0 }),
    },
    comparer: {
      compare: async () => ({ runs: [], groups: [], comparisons: [], differences: [], again: [] }),
      groups: async () => ({ groups: [], alone: details.size, comparisons: [] }),
      settings: async () => ({}),
    },
    figures: {
      list: async () => ({ sets: [], problems: [] }),
      save: async (set) => void asked.push({ figures: set }),
      remove: async (set) => void asked.push({ removeFigures: set }),
      write: async ({ folder, name }) => `${folder}/${name}`,
    },
    exchange: {
      export: async (request) => {
        asked.push({ export: request });
        return { path: request.to, runs: request.runs, notes: [] };
      },
      import: async (path) => {
        asked.push({ import: path });
        return [];
      },
    },
    data: {
      ask: {
        'data.list': async () => ({ sets: [], problems: [], fetchable: [], readers: [], splitKinds: [] }),
        'data.show': async ({ data }) => noSet(data),
        'data.survey': async ({ path }) => noSet(path),
        'data.stop-survey': async () => ({}),
        'data.samples': async ({ data }) => noSet(data),
        'data.passage': async ({ data }) => noSet(data),
        'data.holdings': async ({ data }) => noSet(data),
        'data.remove': async ({ data }) => noSet(data),
        'data.splits': async ({ data }) => noSet(data),
        'data.divide': async ({ data }) => noSet(data),
        'data.split-text': async ({ data }) => noSet(data),
        'data.import-split': async ({ data }) => noSet(data),
        'data.remove-split': async ({ data }) => noSet(data),
      },
      begin: async (request) => {
        asked.push({ data: request });
        return 1;
      },
      cancel: async (task) => void asked.push({ cancel: task }),
      listen: (listener) => {
        listener({ revision: 0, task: null });
        return () => undefined;
      },
    },
    benchmark: {
      cell: noBenchmark,
      neighbours: noBenchmark,
      landscape: () => ({ cells: 0, params: '', accuracy: { cifar10: '', cifar100: '', imagenet16: '' } }),
    },
    paths: { costs: noPaths },
    cells: memoryCells(),
    counter: {
      count: async () => NOTHING_COUNTED,
      recurrent: async () => ({ params: 0, macs: 0, layers: [], rule: 'none' }),
      path: async () => ({ kept: NOTHING_COUNTED, dropped: NOTHING_COUNTED, rules: NOTHING_COUNTED.rules }),
      memory: async () => ({ peakBytes: 1e9, availableBytes: 2e9, largestBatch: 96, rule: 'none' }),
    },
    queue: {
      list: async () => EMPTY_QUEUE,
      devices: async () => [],
      listen: (listener) => {
        listener(EMPTY_QUEUE);
        return () => undefined;
      },
      add: async (request) => {
        asked.push({ queue: request });
        return 'job-1';
      },
      steer: async (steering) => void asked.push({ steer: steering }),
    },
    results: {
      get: async () => ({ evaluations: [], problems: [] }),
      evaluate: async (run, data) => {
        asked.push({ evaluate: run, data });
        return 'job-2';
      },
      images: async () => ({ total: 0, images: [] }),
      write: async ({ start }) => ({ start: [start], words: [] }),
      tryImage: async ({ run, name }) => {
        asked.push({ try: run, name });
        return { ranked: [], seen: '', height: 1, width: 1, changes: [], maps: [] };
      },
      listen: (_, listener) => {
        listener({ evaluations: [], underWay: null, problem: null });
        return () => undefined;
      },
    },
  };
  return {
    services,
    put: (detail) => {
      details.set(detail.summary.run, detail);
      const change = {
        revision: details.size,
        isWhole: false,
        changed: [detail.summary],
        removed: [],
        problems: [],
        unreadable: [],
      };
      for (const listener of listListeners) listener(change);
    },
    append: (run, events) => {
      logs.set(run, [...(logs.get(run) ?? []), ...events]);
      deliver();
    },
    asked,
  };
}

function noSet(name: string): never {
  throw new AppError('data/not-registered', `There is no data set ${name}.`);
}

function noBenchmark(arch: string): never {
  throw new AppError('nasbench201/architecture', `${arch} is no architecture of NAS-Bench-201.`);
}

function noPaths(): never {
  throw new AppError('spaces/space-unknown', 'There is no hypercuboid here.');
}

/** A run's summary with the fields that matter to a test. */
export function summaryOf(given: Partial<ListedRun> & { readonly run: string }): ListedRun {
  return {
    kind: 'search',
    title: 'DARTS, first order',
    started: '2024-05-01T10:00:00.000Z',
    state: 'running',
    step: 0,
    steps: 100,
    seconds: null,
    parent: null,
    origin: null,
    preset: 'quick',
    seed: 0,
    data: 'fashion-mnist-small',
    annotations: NO_ANNOTATIONS,
    latest: null,
    result: null,
    problem: null,
    ...given,
  };
}

/** A run without settings. */
export function detailOf(given: Partial<ListedRun> & { readonly run: string }): RunDetail {
  return {
    summary: summaryOf(given),
    space: null,
    genotype: null,
    preset: 'tiny',
    settings: [],
    folder: `/runs/${given.run}`,
    command: `npx dartboard runs again ${given.run}`,
  };
}
