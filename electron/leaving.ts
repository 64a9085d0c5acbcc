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

function isUnderWay({ state }: ListedRun): boolean {
  return state === 'starting' || state === 'running' || state === 'queued';
}

/** Asks the runs to save themselves and end, and waits until they have, for a minute at most. */
export async function stopRuns(client: Client, runs: readonly ListedRun[]): Promise<void> {
  await Promise.allSettled(runs.map(({ run }) => client.call('runs.stop', { run })));
  const names = new Set(runs.map(({ run }) => run));
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const left = await runsUnderWay(client);
    if (!left.some(({ run }) => names.has(run))) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
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
