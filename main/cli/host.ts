/** The one place that wires everything: store, data, spaces, methods, engine and processes. */
import project from '../../package.json' with { type: 'json' };
import type { OpenOptions } from '../data/index.ts';
import { homePaths, LAUNCHERS, openStore } from '../runs/index.ts';
import type { HomePaths, LaunchedRun, NewRun, RunStore, StoredRun } from '../runs/index.ts';
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
  /**
   * Starts the trainer of a run, from its newest checkpoint if it has one.
   *
   * @throws AppError `runs/unwritable`
   */
  launch(run: StoredRun): Promise<LaunchedRun>;
}

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
  const store = openStore(home);
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
    launch: (run) => LAUNCHERS.local.launch({ run, entry: places.trainer, env: { ...env } }),
  };
}
