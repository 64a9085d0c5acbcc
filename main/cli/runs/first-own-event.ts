import { readEvents } from '../../runs/index.ts';
import type { StoredRun } from '../../runs/index.ts';

/** The number of the first event of a new run that is its own: before come those of the run that it goes on from. */
export async function firstOwnEvent(run: StoredRun): Promise<number> {
  const { events } = await readEvents(run);
  return events.find(({ type }) => type === 'state')?.seq ?? 0;
}
