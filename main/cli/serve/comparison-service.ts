/** Comparisons of runs, and runs that leave the store or come into it, for the workbench. */
import { isAbsolute } from 'node:path';
import type { HostServices } from '../../api/index.ts';
import { exportBundle, exportRuns, importBundle } from '../../runs/index.ts';
import type { RunStore, StoredRun } from '../../runs/index.ts';
import { differingSettings } from '../compare-runs.ts';
import { compareStored } from '../compare-stored.ts';
import { cliError } from '../errors.ts';
import type { Host } from '../host.ts';
import { listGroups, newGroupMemory } from '../list-groups.ts';
import { completed } from '../run-config.ts';
import type { OnChange } from './run-services.ts';

/** Records that are read at the same time. */
const AT_ONCE = 32;

/** Compares runs of this store. */
export function createComparer(
  store: RunStore,
  onProblem: (sentence: string) => void,
): HostServices['comparer'] {
  const memory = newGroupMemory();
  return {
    compare: async (runs) => compareStored(await findAll(store, runs), { store, same: false, onProblem }),
    groups: async (wanted, against) => {
      const { runs } = await store.list();
      const here = new Set(runs.map(({ run }) => run));
      for (const run of [...memory.runs.keys()]) if (!here.has(run)) memory.runs.delete(run);
      const named = wanted === null ? null : new Set(wanted);
      const meant = runs.filter(({ run }) => named === null || named.has(run) || run === against);
      return listGroups(store, meant, { withAlone: false, against, memory });
    },
    settings: async (runs) => {
      const records = (await findAll(store, runs)).map(({ record }) => completed(record));
      const differs = {
        search: differingSettings(records.filter(({ kind }) => kind === 'search')),
        train: differingSettings(records.filter(({ kind }) => kind === 'train')),
      };
      return Object.fromEntries(records.map((record) => [record.id, differs[record.kind](record)]));
    },
  };
}

async function findAll(store: RunStore, runs: readonly string[]): Promise<readonly StoredRun[]> {
  const found: StoredRun[] = [];
  for (let at = 0; at < runs.length; at += AT_ONCE) {
    found.push(...(await Promise.all(runs.slice(at, at + AT_ONCE).map((run) => store.find(run)))));
  }
  return found;
}

/** Brings runs of this host out and in. */
export function createExchange(
  host: Pick<Host, 'store' | 'home' | 'version'>,
  onChange: OnChange,
): HostServices['exchange'] {
  return {
    export: async ({ runs, format, to, replace, checkpoints }) => {
      const found = await findAll(host.store, runs);
      const place = { out: wholePath(to), force: replace, appVersion: host.version };
      if (format !== 'bundle') return exportRuns(found, { ...place, format });
      return exportBundle(found, { ...place, checkpoints, logs: false, ancestors: null });
    },
    import: async (path) => {
      const imported = await importBundle(host.home, wholePath(path));
      onChange();
      return imported;
    },
  };
}

/** Where this process was started means nothing to somebody at a window. */
function wholePath(path: string): string {
  if (isAbsolute(path)) return path;
  throw cliError('cli/wrong-use', {
    problem: `Name the whole path, from the root of the disk on; "${path}" is a part of one.`,
  });
}
