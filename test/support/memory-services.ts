import type { HostInfo, HostServices, RunDetail } from '../../main/api/index.ts';
import type { RunEvent, RunList, RunSummary } from '../../main/api/contract.ts';
import { NO_ANNOTATIONS } from '../../main/runs/index.ts';
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

/** An empty host. */
export function memoryHost(info: HostInfo = INFO): MemoryHost {
  const details = new Map<string, RunDetail>();
  const logs = new Map<string, RunEvent[]>();
  const eventListeners = new Set<{
    run: string;
    next: number;
    listener: (events: readonly RunEvent[]) => void;
  }>();
  const listListeners = new Set<(runs: RunList) => void>();
  const asked: unknown[] = [];
  const list = (): RunList => ({
    runs: [...details.values()].map(({ summary }) => summary).reverse(),
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
    info: async () => info,
    runs: {
      list: async () => list(),
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
      stop: async (run) => void asked.push({ stop: run }),
      resume: async (run) => void asked.push({ resume: run }),
    },
  };
  return {
    services,
    put: (detail) => {
      details.set(detail.summary.run, detail);
      for (const listener of listListeners) listener(list());
    },
    append: (run, events) => {
      logs.set(run, [...(logs.get(run) ?? []), ...events]);
      deliver();
    },
    asked,
  };
}

/** A run's summary with the fields that matter to a test. */
export function summaryOf(given: Partial<RunSummary> & { readonly run: string }): RunSummary {
  return {
    kind: 'search',
    title: 'DARTS, first order',
    started: '2024-05-01T10:00:00.000Z',
    state: 'running',
    step: 0,
    steps: 100,
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
export function detailOf(given: Partial<RunSummary> & { readonly run: string }): RunDetail {
  return {
    summary: summaryOf(given),
    space: null,
    genotype: null,
    preset: 'tiny',
    settings: [],
    folder: `/runs/${given.run}`,
  };
}
