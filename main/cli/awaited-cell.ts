/** Trainings whose cell is still being searched when they are asked for. */
import { giveCell } from '../runs/index.ts';
import type { RunStore, StoredRun } from '../runs/index.ts';
import { checkBuildable } from './plan-run.ts';
import { tableOfConfig, cellIn } from './wanted-cell.ts';

/**
 * The run with the cell that it trains, which its search must have found by now.
 *
 * @throws AppError `cli/no-genotype`, `spaces/...`, `runs/...`
 */
export async function withAwaitedCell(run: StoredRun, store: RunStore): Promise<StoredRun> {
  const { kind, genotype, parent, space, config } = run.record;
  if (kind !== 'train' || genotype !== null || parent === null) return run;
  const found = await cellIn(await store.find(parent.run), parent.epoch);
  const opTable = tableOfConfig(config);
  if (opTable !== null) checkBuildable(found, space, opTable);
  return giveCell(run, found);
}
