import type { Client } from '../../main/api/client.ts';
import type { RunDetail } from '../../main/api/contract.ts';
import { createRunLog } from '../stores/run-log.ts';
import type { RunLog } from '../stores/run-log.ts';

/** A run with all that it has told up to now. */
export interface ReadRun {
  readonly detail: RunDetail;
  readonly log: RunLog;
}

const PAGE_ROWS = 50_000;

/** Reads a run whole: every step, every epoch. */
export async function readRun(client: Client, run: string): Promise<ReadRun> {
  const [detail, { events }] = await Promise.all([
    client.call('runs.get', { run }),
    client.call('runs.told', { run }),
  ]);
  const log = createRunLog();
  for (let from = 0; ; from += PAGE_ROWS) {
    const page = await client.call('runs.steps', { run, from, limit: PAGE_ROWS });
    log.fill(from, page);
    if (from + page.rows >= page.total) break;
  }
  log.append(events);
  return { detail, log };
}
