import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { assert } from '../base/assert.ts';

/** Where a user's data lie. The folders need not exist yet. */
export interface HomePaths {
  readonly home: string;
  readonly runs: string;
  /** Where removed runs go; on the same file system, so that a rename moves them. */
  readonly trash: string;
  /** What lists of runs are quicker with; it can be removed at any time. */
  readonly index: string;
  /** What waits for its turn. */
  readonly queue: string;
  /** Who computes on which device, by machine. */
  readonly lanes: string;
  readonly data: string;
  readonly settings: string;
}

/** The environment that decides about folders. */
export interface PathsEnvironment {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/**
 * The folders of this user's runs, data sets and settings: DARTBOARD_HOME, or else the place that the platform prescribes.
 *
 * @param environment - that of this process by default
 */
export function homePaths({ env, platform }: PathsEnvironment = process): HomePaths {
  const home = homeFolder({ env, platform });
  return {
    home,
    runs: join(home, 'runs'),
    trash: join(home, 'trash'),
    index: join(home, 'index'),
    queue: join(home, 'queue'),
    lanes: join(home, 'lanes'),
    data: join(home, 'data'),
    settings: join(home, 'settings.json'),
  };
}

function homeFolder({ env, platform }: PathsEnvironment): string {
  const given = env['DARTBOARD_HOME'];
  if (given) return resolve(given);
  const user = env['HOME'] || homedir();
  if (platform === 'darwin') return join(user, 'Library', 'Application Support', 'Dartboard');
  if (platform === 'win32') return join(env['APPDATA'] || join(homedir(), 'AppData', 'Roaming'), 'Dartboard');
  // The XDG specification says that a relative XDG_DATA_HOME is to be ignored.
  const xdg = env['XDG_DATA_HOME'];
  return join(xdg && isAbsolute(xdg) ? xdg : join(user, '.local', 'share'), 'dartboard');
}

/** A ULID in lower case: its 32 letters and digits mean nothing to any file system, and there are always 26 of them. */
const RUN_ID = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** Whether the text is the id of a run. Nothing else ever becomes part of a path. */
export function isRunId(text: string): boolean {
  return RUN_ID.test(text);
}

/** The files of a run. */
export interface RunPaths {
  readonly folder: string;
  readonly record: string;
  /** What people say of the run. */
  readonly annotations: string;
  readonly events: string;
  readonly checkpoints: string;
  /** The checkpoint that the run began with, where it did not begin at the first step. */
  readonly start: string;
  readonly result: string;
  readonly heartbeat: string;
  /** Exists while somebody asks the trainer to stop; `epoch` in it: after its present epoch. */
  readonly stop: string;
  /** Exists while somebody asks the trainer for a checkpoint. */
  readonly save: string;
  /** Space for the last words of a trainer at work. */
  readonly reserve: string;
  /** What the trainer's watchdog saw when it ended it. */
  readonly hang: string;
  /** What the trainer's process printed. */
  readonly log: string;
  /** The copy of the run's split, where it has one. */
  readonly split: string;
  /** What a training was found to have learnt, a file for each time. */
  readonly evaluations: string;
}

/** The files of the run in `folder`. */
export function filesOf(folder: string): RunPaths {
  return {
    folder,
    record: join(folder, 'run.json'),
    annotations: join(folder, 'annotations.json'),
    events: join(folder, 'events.jsonl'),
    checkpoints: join(folder, 'checkpoints'),
    start: join(folder, 'start.ckpt'),
    result: join(folder, 'result.json'),
    heartbeat: join(folder, 'heartbeat'),
    stop: join(folder, 'stop'),
    save: join(folder, 'save'),
    reserve: join(folder, 'reserve'),
    hang: join(folder, 'hang.json'),
    log: join(folder, 'trainer.log'),
    split: join(folder, 'split.json'),
    evaluations: join(folder, 'evaluations'),
  };
}

/** The files of a run by its id. */
export function runPaths(runs: string, id: string): RunPaths {
  assert(isRunId(id), `the id of a run was checked, got ${JSON.stringify(id)}`);
  return filesOf(join(runs, id));
}
