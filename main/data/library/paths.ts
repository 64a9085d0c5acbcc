import { join } from 'node:path';

/** The files of a registered data set. */
export interface SetPaths {
  readonly folder: string;
  /** What it is; a set is registered once this is there. */
  readonly record: string;
  /** The files that belong to the set itself: those that were copied or fetched. */
  readonly files: string;
  readonly splits: string;
  /** Says who makes this folder; gone when the set is registered. */
  readonly claim: string;
}

/** The record of a set in its folder. */
export const RECORD = 'set.json';

/** The folder of all registered sets. */
export const setsFolder = (dataDir: string): string => join(dataDir, 'sets');

/** The files of the set `name`, which is checked. */
export function setPaths(dataDir: string, name: string): SetPaths {
  const folder = join(setsFolder(dataDir), name);
  return {
    folder,
    record: join(folder, RECORD),
    files: join(folder, 'files'),
    splits: join(folder, 'splits'),
    claim: join(folder, '.adding.json'),
  };
}
