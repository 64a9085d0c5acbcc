import type { Architecture } from '../../spaces/index.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { readRecord, writeRecord } from '../record.ts';
import type { StoredRun } from '../summary.ts';
import { takeRun } from '../writer.ts';

/**
 * Gives a training that was queued before its search had ended the cell that the search has found by now.
 *
 * @returns the run with its cell
 * @throws AppError `runs/locked`, `runs/unwritable`
 */
export async function giveCell(run: StoredRun, genotype: Architecture): Promise<StoredRun> {
  const lock = await takeRun(run, SYSTEM_CLOCK);
  try {
    const record = { ...(await readRecord(run.paths.record, run.id)), genotype };
    await writeRecord(run.paths.record, record);
    return { ...run, record };
  } finally {
    await lock.release();
  }
}
