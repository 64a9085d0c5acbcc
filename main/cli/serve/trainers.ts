/** The runs that are started at the workbench. */
import type { RunLauncher } from '../../api/index.ts';
import { messageOf } from '../../base/errors.ts';
import {
  enqueue,
  isUnderWay,
  requestSave,
  requestStop,
  runsError,
  settle,
  steer,
  summarize,
} from '../../runs/index.ts';
import type { LaunchedRun, Place, StoredRun } from '../../runs/index.ts';
import { planAgain } from '../again-run.ts';
import { planFork } from '../fork-run.ts';
import type { Host } from '../host.ts';
import { requestOf } from '../place.ts';
import { createOnce } from './once.ts';
import { requested } from './requested.ts';

/** The trainers that were started here. */
export interface Trainers {
  readonly launcher: RunLauncher;
  /** Asks each to save itself and end, and waits until they have. */
  stopAll(): Promise<void>;
  /** Lets them go on alone. */
  leaveAll(): void;
}

/** Who is told of what happens. */
export interface TrainersOptions {
  readonly onProblem: (sentence: string) => void;
  readonly onChange: () => void;
  readonly onQueued: () => void;
}

const USUAL = { priority: 0, after: [], retries: 0 };

/** Starts runs where a device is free; others wait in the queue, which outlives this process. */
export function createTrainers(host: Host, options: TrainersOptions): Trainers {
  const started: Started = new Map();
  return {
    launcher: launcherOf(host, started, options),
    stopAll: async () => {
      for (const { launched } of started.values()) launched.stop();
      await Promise.all([...started.values()].map(({ settled }) => settled));
    },
    leaveAll: () => {
      for (const { launched } of started.values()) launched.leave();
    },
  };
}

type Started = Map<string, { readonly launched: LaunchedRun; readonly settled: Promise<void> }>;

function launcherOf(host: Host, started: Started, options: TrainersOptions): RunLauncher {
  const { onChange, onQueued } = options;
  const begin = async (run: StoredRun): Promise<string> => {
    const place = await host.lanes.tryTake(requestOf(run));
    if (place === null) {
      await enqueue(host.queue, [{ kind: 'run', run: run.id }], USUAL);
      onQueued();
    } else await launchAt(place, { host, run, started, options });
    onChange();
    return run.id;
  };
  const once = createOnce();
  return {
    start: (request) => once(request.key, async () => begin(await host.create(requested(request)))),
    save: async (id) => requestSave(await host.store.find(id)),
    again: async (id) => {
      const plan = await planAgain(await host.store.find(id), host.places);
      return begin(await host.store.create(plan));
    },
    fork: async ({ run: id, ...wanted }) => {
      const { plan, notes } = await planFork({ run: await host.store.find(id), ...wanted }, host.places);
      return { run: await begin(await host.store.create(plan)), notes };
    },
    stop: async (id, at) => {
      const run = await host.store.find(id);
      if (await isWaiting(host, run.id)) {
        await steer(host, { action: 'cancel', job: run.id });
        onQueued();
        onChange();
      } else await requestStop(run, { at });
    },
    resume: async (id) => {
      const run = await host.store.find(id);
      const { state } = await summarize(run);
      if (state === 'finished') throw runsError('runs/not-resumable', { run: run.id });
      if (isUnderWay(state) || started.has(run.id)) throw runsError('runs/under-way', { run: run.id });
      await begin(run);
    },
  };
}

interface Launching {
  readonly host: Host;
  readonly run: StoredRun;
  readonly started: Started;
  readonly options: TrainersOptions;
}

async function launchAt(
  place: Place,
  { host, run, started, options: { onProblem, onChange } }: Launching,
): Promise<void> {
  const launched = await host.launch(run, place).catch(async (error: unknown) => {
    await place.release();
    throw error;
  });
  const settled = launched.ended
    .then((exit) => settle(run, exit))
    .then(
      () => undefined,
      (thrown: unknown) => onProblem(messageOf(thrown)),
    )
    .finally(async () => {
      started.delete(run.id);
      await place.release();
      onChange();
    });
  started.set(run.id, { launched, settled });
}

async function isWaiting({ queue }: Host, id: string): Promise<boolean> {
  const { jobs } = await queue.read();
  return jobs.some((job) => job.id === id && job.state === 'waiting');
}
