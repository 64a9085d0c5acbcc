/** The one place that wires everything: store, data, spaces, methods, engine and processes. */
import project from '../../package.json' with { type: 'json' };
import type { OpenOptions } from '../data/index.ts';
import {
  forgetEnded,
  homePaths,
  lanesFolder,
  LAUNCHERS,
  openLanes,
  openQueue,
  openStore,
} from '../runs/index.ts';
import type {
  HomePaths,
  Job,
  Lanes,
  LaunchedRun,
  LaunchRequest,
  NewRun,
  Place,
  QueueStore,
  RunStore,
  StoredRun,
} from '../runs/index.ts';
import { withAwaitedCell } from './awaited-cell.ts';
import { findDevices } from './devices.ts';
import { findPlaces, opening } from './places.ts';
import type { Places } from './places.ts';
import { planRun } from './plan-run.ts';
import type { RunRequest } from './plan-run.ts';

/** What commands and the server work with. It never loads TensorFlow: trainers do, in processes of their own. */
export interface Host {
  readonly version: string;
  readonly home: HomePaths;
  readonly places: Places;
  readonly store: RunStore;
  /**
   * What the run that is asked for would be.
   *
   * @throws AppError `cli/...`, `data/...`, `spaces/...`, `runs/...`
   */
  plan(request: RunRequest): Promise<NewRun>;
  /**
   * Makes the run that is asked for, in the state `queued`.
   *
   * @throws AppError `cli/...`, `data/...`, `spaces/...`, `runs/...`; then no run was made
   */
  create(request: RunRequest): Promise<StoredRun>;
  /** The devices of this machine, one run each. */
  readonly lanes: Lanes;
  /** The runs and evaluations that wait for their turn. */
  readonly queue: QueueStore;
  /**
   * Starts the trainer of a run, from its newest checkpoint if it has one, and hands the place over to it.
   *
   * @throws AppError `runs/unwritable`; `cli/no-genotype` where the search whose cell it trains has none yet
   */
  launch(run: StoredRun, place: Place): Promise<LaunchedRun>;
  /**
   * Starts the process of an evaluation that was queued, and hands the place over to it.
   *
   * @throws AppError `runs/...`
   */
  launchEvaluation(job: Job, place: Place): Promise<LaunchedRun>;
}

type Program = Pick<LaunchRequest, 'entry' | 'rest'>;

/** Is told what a long opening of a data set is at. */
export interface OpeningWatch extends Required<Pick<OpenOptions, 'onProgress' | 'onNote'>> {
  /** It is open, or will not be. */
  readonly end: () => void;
}

/**
 * The host of this user and installation.
 *
 * @param env - says where things are
 * @param watch - is told of the data sets that are opened for plans; null: nobody is
 * @throws AppError `cli/wrong-use`
 */
export function createHost(env: NodeJS.ProcessEnv, watch: OpeningWatch | null = null): Host {
  const home = homePaths({ env, platform: process.platform });
  const places = findPlaces(env);
  const queue = openQueue(home);
  const store = openStore(home);
  const start = (run: StoredRun, place: Place, program: Program): Promise<LaunchedRun> =>
    LAUNCHERS.local.launch({
      run,
      ...program,
      env: { ...env, ...place.env },
      onStarted: (pid) => place.handOver(pid),
    });
  const plan = async (request: RunRequest): Promise<NewRun> => {
    const { end, ...told } = watch ?? { end: () => undefined };
    try {
      return await planRun(request, { store, opening: { ...opening(places), ...told } });
    } finally {
      end();
    }
  };
  return {
    version: project.version,
    home,
    places,
    store,
    plan,
    create: async (request) => store.create(await plan(request)),
    lanes: openLanes(lanesFolder(home), findDevices(places, env)),
    queue,
    launch: async (run, place) => {
      const ready = await withAwaitedCell(run, store);
      await forgetEnded(queue, run.id);
      return start(ready, place, { entry: places.trainer });
    },
    launchEvaluation: async ({ run, id }, place) =>
      start(await store.find(run), place, { entry: places.evaluator, rest: [id] }),
  };
}
