import { messageOf } from '../../../base/errors.ts';
import type { RunStore } from '../../store.ts';
import type { StoredRun } from '../../summary.ts';

/**
 * The runs and those that they were made from: the search of a training, the run that another one repeats or went on from.
 *
 * @param onNote - is told of those that are not in the store
 * @throws AppError as finding a run does, but for those that are gone
 */
export async function withAncestors(
  runs: readonly StoredRun[],
  store: Pick<RunStore, 'find'>,
  onNote: (sentence: string) => void,
): Promise<readonly StoredRun[]> {
  const found = new Map(runs.map((run) => [run.id, run]));
  const missing = new Set<string>();
  // What is added on the way is looked at as well.
  for (const [, { record }] of found) {
    for (const id of [record.parent?.run, record.origin?.run]) {
      if (id === undefined || found.has(id) || missing.has(id)) continue;
      try {
        found.set(id, await store.find(id));
      } catch (error) {
        missing.add(id);
        onNote(`The run ${id}, which ${record.id} was made from, was left out: ${messageOf(error)}`);
      }
    }
  }
  return [...found.values()];
}
