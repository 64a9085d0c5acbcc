import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EvaluationState, Unsubscribe } from '../../api/index.ts';
import { messageOf } from '../../base/errors.ts';
import { progressOf } from '../../runs/index.ts';
import type { Job, QueueStore, StoredRun } from '../../runs/index.ts';

/** What is watched, and who is told. */
export interface EvaluationWatch {
  readonly find: () => Promise<StoredRun>;
  readonly queue: QueueStore;
  readonly listener: (state: EvaluationState) => void;
  readonly onProblem: (sentence: string) => void;
}

const PAUSE_MS = 400;
/** Looking may take a twentieth of the time at most. */
const SHARE = 20;

/** Tells of the evaluations of a run, now and whenever it is another: other processes evaluate too, and write into its folder. */
export function watchEvaluations({ find, queue, listener, onProblem }: EvaluationWatch): Unsubscribe {
  const ended = new AbortController();
  const watch = async (): Promise<void> => {
    const run = await find();
    let told = '';
    const isOpen = (): boolean => !ended.signal.aborted;
    while (isOpen()) {
      const began = performance.now();
      const state = stateOf(await idsIn(run), (await queue.read()).jobs, run.id);
      const { underWay } = state;
      const progress = underWay === null ? null : await progressOf(run.paths, underWay.job);
      const whole = underWay === null ? state : { ...state, underWay: { ...underWay, progress } };
      const text = JSON.stringify(whole);
      if (text !== told && isOpen()) listener(whole);
      told = text;
      const pause = Math.max(PAUSE_MS, SHARE * (performance.now() - began));
      await sleep(pause, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  };
  watch().catch((thrown: unknown) => onProblem(messageOf(thrown)));
  return () => ended.abort();
}

/** The ids of the evaluations that are kept, the latest first. */
async function idsIn({ paths }: StoredRun): Promise<readonly string[]> {
  // None where there is no folder yet; one that cannot be read is told of by whoever reads the evaluations.
  const names = await readdir(paths.evaluations).catch(() => []);
  return names
    .flatMap((name) => /^([0-9a-z]{26})\.json$/.exec(name)?.[1] ?? [])
    .sort()
    .reverse();
}

/** What the kept evaluations and the jobs of the queue say of a run. */
export function stateOf(evaluations: readonly string[], jobs: readonly Job[], run: string): EvaluationState {
  const own = jobs
    .filter((job) => job.kind === 'evaluation' && job.run === run)
    .sort((a, b) => (a.id < b.id ? 1 : -1));
  const job =
    own.find(({ state }) => state === 'running') ?? own.find(({ state }) => state === 'waiting') ?? null;
  const latest = own[0];
  const isNewest = latest !== undefined && latest.id > (evaluations[0] ?? '');
  return {
    evaluations,
    underWay: job === null ? null : { job: job.id, isWaiting: job.state === 'waiting', progress: null },
    problem: isNewest && latest.state === 'failed' ? (latest.problem ?? 'The evaluation failed.') : null,
  };
}
