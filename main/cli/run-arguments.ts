import type { RunStore, StoredRun } from '../runs/index.ts';
import { cliError } from './errors.ts';

/**
 * The runs that a command is given.
 *
 * @throws AppError `cli/wrong-use` where one is named twice; `runs/...` as finding each does
 */
export async function findEach(
  store: RunStore,
  references: readonly string[],
): Promise<readonly StoredRun[]> {
  const runs: StoredRun[] = [];
  for (const reference of references) {
    const run = await store.find(reference);
    if (runs.some(({ id }) => id === run.id))
      throw cliError('cli/wrong-use', { problem: `The run ${run.id} is named twice. Name each run once.` });
    runs.push(run);
  }
  return runs;
}
