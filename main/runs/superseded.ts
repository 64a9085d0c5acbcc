import type { RunEvent } from './events.ts';

/** What of a log counts so far. Positions ascend from line to line; so do the steps, as each that is made again voids the old one. */
export interface Counting {
  /** The position of the first step that is not below `step`; null: there is none. */
  firstStepFrom(step: number): number | null;
  /** The position of the last line that tells of the checkpoint of that step; null: there is none. */
  lastCheckpoint(step: number): number | null;
}

/**
 * From which position on the lines before `event` are void because of it, those about states and engines excepted: they
 * happened. Null: none.
 */
export function voidFrom(event: RunEvent, counting: Counting): number | null {
  // Only where the line that tells of going on is damaged, a step is made again without a word.
  if (event.type === 'step') return counting.firstStepFrom(event.step);
  if (event.type !== 'state' || event.resumedFrom === undefined) return null;
  const checkpoint = counting.lastCheckpoint(event.resumedFrom);
  if (checkpoint !== null) return checkpoint + 1;
  // It began anew: nothing was saved, so nothing of what was told before counts.
  if (event.resumedFrom === 0) return 0;
  // The trainer died between writing the checkpoint and telling of it: everything told until then belongs to it.
  return counting.firstStepFrom(event.resumedFrom + 1);
}

/** Whether a line stays, whatever is void. */
const isForEver = (type: RunEvent['type']): boolean => type === 'state' || type === 'engine';

/**
 * The events that count: where a run went on from a checkpoint, what the log tells of the steps after that checkpoint is
 * left out, so that the steps make one unbroken row. Lines about states and engines are kept: they happened.
 *
 * @param events - all events of a log, in order
 */
export function withoutSuperseded(events: readonly RunEvent[]): readonly RunEvent[] {
  const isVoid = new Uint8Array(events.length);
  /** Positions of lines that count and may become void. */
  const kept: number[] = [];
  const steps: Row = [];
  const checkpoints: Row = [];
  const counting: Counting = {
    firstStepFrom: (step) => steps[firstFrom(steps, step)]?.position ?? null,
    lastCheckpoint: (step) => lastOf(checkpoints, step)?.position ?? null,
  };
  events.forEach((event, position) => {
    const from = voidFrom(event, counting);
    if (from !== null) {
      for (let last = kept.at(-1); last !== undefined && last >= from; last = kept.at(-1)) {
        isVoid[last] = 1;
        kept.pop();
      }
      for (const row of [steps, checkpoints]) cut(row, from);
    }
    if (isForEver(event.type)) return;
    kept.push(position);
    if (event.type === 'step') steps.push({ step: event.step, position });
    if (event.type === 'checkpoint') checkpoints.push({ step: event.step, position });
  });
  return events.filter((_, position) => isVoid[position] === 0);
}

type Row = { readonly step: number; readonly position: number }[];

function cut(row: Row, from: number): void {
  while ((row.at(-1)?.position ?? -1) >= from) row.pop();
}

/** Backwards, as what is passed over is about to be void. */
function lastOf(row: Row, step: number): Row[number] | undefined {
  for (let i = row.length - 1; i >= 0; i--) if (row[i]?.step === step) return row[i];
  return undefined;
}

/** The index of the first that is not below `step`; most often there is none. */
function firstFrom(row: Row, step: number): number {
  let low = (row.at(-1)?.step ?? -1) < step ? row.length : 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((row[middle]?.step ?? Infinity) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}
