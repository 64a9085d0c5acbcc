/** A new process that lists runs once, or finds one, and tells how long that took and what it took of memory. */
import { openStore } from '../../../main/runs/index.ts';
import type { RunQuery } from '../../../main/runs/index.ts';
import { homeIn } from './synthetic-runs.ts';

/** What it is asked to do. */
export type CatalogRequest =
  | { readonly list: RunQuery; readonly again: number }
  | { readonly find: string }
  | { readonly experiments: true };

/** What it tells. */
export interface CatalogAnswer {
  /** The first time and, where that was asked for, each later one in the same process. */
  readonly milliseconds: readonly number[];
  /** The same in processor time of all threads, which a busy machine changes less. */
  readonly processorMilliseconds: readonly number[];
  /** Runs that the answer holds, of those that match. */
  readonly runs: number;
  readonly total: number;
  /** Runs that had to be read. */
  readonly read: number;
  readonly peakBytes: number;
  readonly problems: readonly string[];
}

const [, , folder = '', text = '{}'] = process.argv;
const answer = await answered(JSON.parse(text) as CatalogRequest);
process.stdout.write(`${JSON.stringify(answer)}\n`);

async function answered(request: CatalogRequest): Promise<CatalogAnswer> {
  const store = openStore(homeIn(folder));
  const [milliseconds, processorMilliseconds]: [number[], number[]] = [[], []];
  let [runs, total, read] = [1, 1, 0];
  let problems: readonly string[] = [];
  for (let i = 0; i <= ('again' in request ? request.again : 0); i++) {
    const [began, used] = [performance.now(), process.cpuUsage()];
    if ('list' in request) {
      const list = await store.list(request.list, (_, all) => (read = all));
      [runs, total, problems] = [list.runs.length, list.total, list.problems];
    } else if ('find' in request) await store.find(request.find);
    else total = (await store.catalog.experiments()).length;
    milliseconds.push(Number((performance.now() - began).toFixed(2)));
    const { user, system } = process.cpuUsage(used);
    processorMilliseconds.push((user + system) / 1000);
  }
  const peakBytes = 1024 * process.resourceUsage().maxRSS;
  return { milliseconds, processorMilliseconds, runs, total, read, peakBytes, problems };
}
