/** A queue whose runs are arithmetic loops in trainers of their own. */
import {
  LAUNCHERS,
  lanesFolder,
  openLanes,
  openQueue,
  openStore,
  startDispatcher,
} from '../../main/runs/index.ts';
import type {
  Dispatcher,
  DispatchOptions,
  HomePaths,
  Lane,
  Lanes,
  QueueStore,
  RunStore,
} from '../../main/runs/index.ts';

/** The parts of a queue. */
export interface ArithmeticQueue {
  readonly home: HomePaths;
  readonly store: RunStore;
  readonly queue: QueueStore;
  readonly lanes: Lanes;
  work(options?: Partial<DispatchOptions>): Dispatcher;
}

/** Devices that need nothing but a name. */
export const devicesNamed = (...ids: readonly string[]): readonly Lane[] =>
  ids.map((id) => ({ id, title: `device ${id}`, env: { DEVICE: id } }));

/** The queue in that home, with one device, whose trainers are started from the bundle `entry`. */
export function arithmeticQueue(
  home: HomePaths,
  entry: string,
  devices = devicesNamed('cpu'),
): ArithmeticQueue {
  const queue = openQueue(home);
  const lanes = openLanes(lanesFolder(home), async () => devices);
  const env = { ...process.env, DARTBOARD_HOME: home.home };
  return {
    home,
    store: openStore(home),
    queue,
    lanes,
    work: (options = {}) =>
      startDispatcher({
        home,
        queue,
        lanes,
        request: ({ id }) => ({ id, count: 1 }),
        start: (_, run, place) =>
          LAUNCHERS.local.launch({
            run,
            entry,
            env: { ...env, ...place.env },
            onStarted: (pid) => place.handOver(pid),
          }),
        stay: false,
        onJob: () => undefined,
        onProblem: () => undefined,
        onStandBy: () => undefined,
        pauseMs: 20,
        ...options,
      }),
  };
}
