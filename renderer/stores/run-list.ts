import type { RunList, RunListChange } from '../../main/api/contract.ts';

/**
 * The list of all runs after a change.
 *
 * @param list - as it was known; null: not yet
 */
export function changedList(
  list: RunList | null,
  { isWhole, changed, removed, problems }: RunListChange,
): RunList {
  const known = isWhole ? [] : (list?.runs ?? []);
  const gone = new Set([...removed, ...changed.map(({ run }) => run)]);
  const isUnchanged = gone.size === 0 && !isWhole;
  // Ids begin with the time, so that this is the newest first.
  const runs = isUnchanged
    ? known
    : [...changed, ...known.filter(({ run }) => !gone.has(run))].sort((a, b) => (a.run < b.run ? 1 : -1));
  return { runs, total: runs.length, problems };
}
