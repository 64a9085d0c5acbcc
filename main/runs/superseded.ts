import type { RunEvent } from './events.ts';

/**
 * The events that count: where a run went on from a checkpoint, what the log tells of the steps after that checkpoint is
 * left out, so that the steps make one unbroken row. Lines about states and engines are kept: they happened.
 *
 * @param events - all events of a log, in order
 */
export function withoutSuperseded(events: readonly RunEvent[]): readonly RunEvent[] {
  let kept: RunEvent[] = [];
  for (const event of events) {
    if (event.type === 'state' && event.resumedFrom !== undefined) {
      const start = firstVoid(kept, event.resumedFrom);
      kept = kept.filter(({ type }, i) => i < start || type === 'state' || type === 'engine');
    }
    kept.push(event);
  }
  return kept;
}

/** The position after the last line of that checkpoint; without one, that of the first later step. */
function firstVoid(events: readonly RunEvent[], step: number): number {
  const reversed = [...events].reverse();
  const fromEnd = reversed.findIndex((event) => event.type === 'checkpoint' && event.step === step);
  if (fromEnd >= 0) return events.length - fromEnd;
  // It began anew: nothing was saved, so nothing of what was told before counts.
  if (step === 0) return 0;
  // The trainer died between writing the checkpoint and telling of it: everything told until then belongs to it.
  const later = events.findIndex((event) => event.type === 'step' && event.step > step);
  return later < 0 ? events.length : later;
}
