/** The events of a run that count, in order, in bounded memory: steps and loads come from the columns of its series. */
import type { RunEvent } from '../events.ts';
import { loadAt, stepAt } from '../series/history.ts';
import { openSeries } from '../series/series.ts';
import type { Series } from '../series/series.ts';
import type { StoredRun } from '../summary.ts';

/** Takes the events of a run. */
export interface EventTaker {
  /** @param step - the latest step before the event; 0: none */
  readonly take: (event: RunEvent, step: number) => void;
  /** Writes what was made of them; the next come when it resolves, so that slow disks do not fill the memory. */
  readonly flush: () => Promise<void>;
  /** Is told of each part of the log that is damaged, a sentence each. */
  readonly onNote: (sentence: string) => void;
}

const AT_ONCE = 8192;

/**
 * Hands out the events of a run that count, one by one: those of steps that were computed again after a resume are left out.
 *
 * @throws AppError `runs/unreadable`, and what the taker throws
 */
export async function takeEvents(run: StoredRun, { take, flush, onNote }: EventTaker): Promise<void> {
  const series = await openSeries(run);
  const { events, problems } = await series.told();
  problems.forEach(onNote);
  // Of the steps, they have but the last.
  const told = events.filter(({ type }) => type !== 'step');
  let [step, taken] = [0, 0];
  for (const event of inOrder([told.values(), stepsOf(series), loadsOf(series)])) {
    take(event, step);
    if (event.type === 'step') ({ step } = event);
    if (event.type === 'state') step = event.resumedFrom ?? step;
    if (++taken % AT_ONCE === 0) await flush();
  }
  await flush();
}

/** The events of several rows, each in order. */
function* inOrder(sources: readonly Iterator<RunEvent>[]): Generator<RunEvent> {
  const heads = sources.map((source) => ({ source, next: source.next() }));
  for (;;) {
    let first: RunEvent | null = null;
    let from: (typeof heads)[number] | null = null;
    for (const head of heads) {
      const event = head.next.done === true ? null : head.next.value;
      if (event !== null && (first === null || event.seq < first.seq)) [first, from] = [event, head];
    }
    if (first === null || from === null) return;
    from.next = from.source.next();
    yield first;
  }
}

function* stepsOf(series: Series): Generator<RunEvent> {
  for (let row = 0; row < series.steps.rows; row++) yield stepAt(series, row);
}

function* loadsOf(series: Series): Generator<RunEvent> {
  for (let row = 0; row < series.loads.rows; row++) yield loadAt(series, row);
}
