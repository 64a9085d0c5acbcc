import type { Client } from '../main/api/client.ts';
import type { ListedRun, NoticeWishes, RunEvent, RunListChange } from '../main/api/contract.ts';

/** What is under way. */
export interface RunsNow {
  /** How many runs compute. */
  readonly computing: number;
  /** How far the first of them is, 0..1; null: nothing computes, or nobody knows yet. */
  readonly share: number | null;
  /** What it is called; null: nothing computes. */
  readonly title: string | null;
}

/** Something that a person wants to know who looks elsewhere. */
export interface RunNews {
  readonly kind: keyof NoticeWishes;
  readonly run: string;
  readonly title: string;
  readonly text: string;
}

/** Who is told. */
export interface RunListener {
  onNow(now: RunsNow): void;
  onNews(news: RunNews): void;
}

const QUIET: RunsNow = { computing: 0, share: null, title: null };

const isUnderWay = ({ state }: ListedRun): boolean => state === 'starting' || state === 'running';

/**
 * Follows the runs of the host, whether a page is there or not, across hosts that are started again. What ended before it looked is
 * no news.
 *
 * @returns looks no more
 */
export function watchRuns(client: Client, listener: RunListener): () => void {
  let known: ReadonlyMap<string, ListedRun> | null = null;
  const followed = new Map<string, () => void>();
  let isOver = false;

  const followAlarms = async (run: ListedRun): Promise<void> => {
    const { next } = await client.call('runs.told', { run: run.run });
    if (isOver || !followed.has(run.run)) return;
    const tell = (events: readonly RunEvent[]): void => {
      for (const event of events) if (event.type === 'alarm') listener.onNews(alarmNews(run, event.message));
    };
    followed.set(run.run, client.follow(run.run, next, tell));
  };
  const follow = (run: ListedRun): void => {
    if (followed.has(run.run)) return;
    followed.set(run.run, () => undefined);
    followAlarms(run).catch(() => {
      // It is asked again when the list changes next.
      followed.delete(run.run);
    });
  };
  const unfollow = (run: string): void => {
    followed.get(run)?.();
    followed.delete(run);
  };
  const stop = client.subscribe('runs-changed', {}, (change) => {
    const before = known;
    known = changedRuns(before, change);
    const computing = [...known.values()].filter(isUnderWay);
    listener.onNow(nowOf(computing));
    for (const run of followed.keys()) if (!computing.some((each) => each.run === run)) unfollow(run);
    for (const run of computing) if (run.kind === 'search') follow(run);
    if (before === null) return;
    for (const news of endsIn(before, known)) listener.onNews(news);
  });
  return () => {
    isOver = true;
    stop();
    for (const run of [...followed.keys()]) unfollow(run);
    listener.onNow(QUIET);
  };
}

function changedRuns(
  known: ReadonlyMap<string, ListedRun> | null,
  { isWhole, changed, removed }: RunListChange,
): ReadonlyMap<string, ListedRun> {
  const runs = new Map(isWhole ? [] : known);
  for (const run of removed) runs.delete(run);
  for (const run of changed) runs.set(run.run, run);
  return runs;
}

function nowOf(computing: readonly ListedRun[]): RunsNow {
  const first = computing.find(({ steps }) => steps > 0) ?? computing[0];
  if (first === undefined) return QUIET;
  const { step, steps, title } = first;
  return { computing: computing.length, share: steps > 0 ? Math.min(1, step / steps) : null, title };
}

function endsIn(
  before: ReadonlyMap<string, ListedRun>,
  now: ReadonlyMap<string, ListedRun>,
): readonly RunNews[] {
  return [...now.values()].flatMap((run) => {
    const earlier = before.get(run.run);
    const wasOpen = earlier !== undefined && (isUnderWay(earlier) || earlier.state === 'queued');
    const news = wasOpen ? endNews(run) : null;
    return news === null ? [] : [news];
  });
}

/** What a person is told of the end of a run; null: it has not ended, or a person ended it. */
function endNews({ run, kind, state, title, problem, result }: ListedRun): RunNews | null {
  const what = kind === 'search' ? 'The search' : 'The training';
  if (state === 'finished') {
    const accuracy = result?.kind === 'train' ? percentOf(result.test.accuracy) : null;
    const text =
      accuracy === null ? `${what} has finished.` : `${what} has finished: test accuracy ${accuracy}.`;
    return { kind: 'finished', run, title, text };
  }
  if (state !== 'failed' && state !== 'lost') return null;
  return { kind: 'failed', run, title, text: problem ?? `${what} has failed.` };
}

const percentOf = (share: number): string => `${(100 * share).toFixed(2)} %`;

const alarmNews = ({ run, title }: ListedRun, text: string): RunNews => ({ kind: 'alarm', run, title, text });
