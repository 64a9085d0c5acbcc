import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OpenOptions } from '../data/index.ts';
import { homePaths } from '../runs/index.ts';

/** Where the parts of the installation are. */
export interface Places {
  /** Data sets, genotypes and set-up scripts that come with the program. */
  readonly resources: string;
  /** The user's own data sets. */
  readonly data: string;
  /** The bundled entries of the processes and threads beside this one. */
  readonly trainer: string;
  readonly probe: string;
  readonly dataWorker: string;
}

/**
 * The places of this installation. Sources and bundles lie equally deep, so both find the resources by the same path.
 *
 * @param env - DARTBOARD_RESOURCES says where the resources are, if they were moved; DARTBOARD_HOME where the user's things are
 */
export function findPlaces(env: NodeJS.ProcessEnv): Places {
  const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  return {
    resources: env['DARTBOARD_RESOURCES'] || beside('../../resources'),
    data: homePaths({ env, platform: process.platform }).data,
    trainer: beside('./trainer.js'),
    probe: beside('./probe.js'),
    dataWorker: beside('./data-worker.js'),
  };
}

/** Where data sets are looked for. */
export const opening = ({ resources, data }: Places): OpenOptions => ({
  resourcesDir: resources,
  dataDir: data,
});

/** A file of the set-up scripts, which know where they put things. */
export function setupScript({ resources }: Places, name: string): string {
  return join(resources, 'setup', name);
}
