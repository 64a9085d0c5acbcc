import type { Client } from '../main/api/client.ts';
import type { ListedRun } from '../main/api/contract.ts';

/** What a person wants for the runs when the window closes. */
export type Leaving = 'keep' | 'stop' | 'cancel';

/** Longer than a step and its checkpoint take; a run that does not answer by then goes on by itself. */
const PATIENCE_MS = 60_000;
const POLL_MS = 200;

/** The runs that compute now; none where the host does not answer. */
export async function runsUnderWay(client: Client): Promise<readonly ListedRun[]> {
  const { runs } = await client.call('runs.list', {}).catch(() => ({ runs: [] }));
  return runs.filter(isUnderWay);
}

// What waits in the queue goes on waiting there, with or without a window.
function isUnderWay({ state }: ListedRun): boolean {
  return state === 'starting' || state === 'running';
}

/**
 * Asks all runs to save themselves and end, and waits until they have, for a minute at most: those of this host, and those that
 * another one started.
 */
export async function stopRuns(client: Client): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  await Promise.race([client.call('host.rest', {}).catch(() => undefined), pause(PATIENCE_MS)]);
  const asked = new Set<string>();
  for (let left = await runsUnderWay(client); left.length > 0; left = await runsUnderWay(client)) {
    if (Date.now() > deadline) return;
    for (const { run } of left.filter((each) => !asked.has(each.run))) {
      asked.add(run);
      await client.call('runs.stop', { run }).catch(() => undefined);
    }
    await pause(POLL_MS);
  }
}

/** What to ask: the words of the question, and what each button means. */
export function question(runs: readonly ListedRun[]): {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
  readonly answers: readonly Leaving[];
} {
  const [first] = runs;
  const what = runs.length === 1 && first !== undefined ? `"${first.title}" is` : `${runs.length} runs are`;
  return {
    message: `${what} still running.`,
    detail:
      'A run can go on without the window and will be here when you open it again; or it writes a checkpoint and stops, and can be resumed.',
    buttons: ['Keep running', 'Stop with a checkpoint', 'Cancel'],
    answers: ['keep', 'stop', 'cancel'],
  };
}
