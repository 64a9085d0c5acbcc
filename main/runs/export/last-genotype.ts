import type { Architecture } from '../../spaces/index.ts';
import { runsError } from '../errors.ts';
import { openSeries } from '../series/series.ts';
import { summarize } from '../summary.ts';
import type { StoredRun } from '../summary.ts';

/**
 * The architecture of a run: what a search ended with, or would be derived after its latest whole epoch; what a training trains.
 *
 * @throws AppError `runs/nothing-to-export`, `runs/unreadable`
 */
export async function lastGenotype(run: StoredRun): Promise<Architecture> {
  if (run.record.genotype !== null) return run.record.genotype;
  const { result } = await summarize(run);
  if (result?.kind === 'search') return result.genotype;
  const series = await openSeries(run);
  const latest = await series.alphas(series.frames.length - 1);
  if (latest === null) throw runsError('runs/nothing-to-export', { run: run.id, what: 'genotype' });
  return latest.genotype;
}
