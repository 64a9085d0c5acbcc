import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE_BYTES } from '../data/index.ts';
import type { OpenOptions } from '../data/index.ts';
import { HANG_MINUTES, homePaths } from '../runs/index.ts';
import { cliError } from './errors.ts';

/** Where the parts of the installation are. */
export interface Places {
  /** Data sets, genotypes and set-up scripts that come with the program. */
  readonly resources: string;
  /** The user's own data sets. */
  readonly data: string;
  /** Most that decoded data sets may take there; 0: none are kept. */
  readonly cacheBytes: number;
  /** The bundled entries of the processes and threads beside this one. */
  readonly trainer: string;
  readonly evaluator: string;
  readonly examiner: string;
  readonly probe: string;
  readonly estimator: string;
  readonly dataWorker: string;
  readonly dataKeeper: string;
  readonly watchThread: string;
  readonly countThread: string;
  /** A trainer that makes no progress for so long is ended; 0: never. */
  readonly hangMinutes: number;
}

/**
 * The places of this installation. Sources and bundles lie equally deep, so both find the resources by the same path.
 *
 * @param env - DARTBOARD_RESOURCES says where the resources are, if they were moved; DARTBOARD_HOME where the user's things are;
 *   DARTBOARD_CACHE_GB how many GiB decoded data sets may take there; DARTBOARD_HANG_MINUTES how long a trainer may do nothing
 * @throws AppError `cli/wrong-use`
 */
export function findPlaces(env: NodeJS.ProcessEnv): Places {
  const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  return {
    resources: env['DARTBOARD_RESOURCES'] || beside('../../resources'),
    data: homePaths({ env, platform: process.platform }).data,
    cacheBytes: cacheBytesIn(env),
    trainer: beside('./trainer.js'),
    evaluator: beside('./evaluator.js'),
    examiner: beside('./examiner.js'),
    probe: beside('./probe.js'),
    estimator: beside('./estimator.js'),
    dataWorker: beside('./data-worker.js'),
    dataKeeper: beside('./data-keeper.js'),
    watchThread: beside('./watch-thread.js'),
    countThread: beside('./count-thread.js'),
    hangMinutes: hangMinutesIn(env),
  };
}

function cacheBytesIn({ DARTBOARD_CACHE_GB: text = '' }: NodeJS.ProcessEnv): number {
  if (text === '') return CACHE_BYTES;
  if (/^\d{1,6}(\.\d+)?$/.test(text)) return Math.floor(Number(text) * 2 ** 30);
  const problem = `DARTBOARD_CACHE_GB is "${text}", where a number of GiB belongs, as in 32 or 0.5; 0 keeps no decoded data sets.`;
  throw cliError('cli/wrong-use', { problem });
}

function hangMinutesIn({ DARTBOARD_HANG_MINUTES: text = '' }: NodeJS.ProcessEnv): number {
  if (text === '') return HANG_MINUTES;
  if (/^\d{1,6}(\.\d+)?$/.test(text)) return Number(text);
  const problem = `DARTBOARD_HANG_MINUTES is "${text}", where a number of minutes belongs, as in 60 or 0.5; 0 never ends a run that makes no progress.`;
  throw cliError('cli/wrong-use', { problem });
}

/** Where data sets are looked for. */
export const opening = ({ resources, data, cacheBytes }: Places): OpenOptions => ({
  resourcesDir: resources,
  dataDir: data,
  cacheBytes,
});

/** A file of the set-up scripts, which know where they put things. */
export function setupScript({ resources }: Places, name: string): string {
  return join(resources, 'setup', name);
}
