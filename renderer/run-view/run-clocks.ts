/** Other counts than steps along the curves of a run. */
import { lowerBound } from '../../main/base/decimate.ts';
import type { ClockName } from '../charts/chart-settings.ts';
import type { ChartClock } from '../charts/content.ts';
import type { RunLog } from '../stores/run-log.ts';
import { sumColumn } from './grown.ts';

/** What x of a run's curves can be drawn by now; steps always. */
export function clocksOf(log: RunLog): readonly ClockName[] {
  const hasEpochs = log.epochs.length > 0;
  const hasTimes = (sumColumn(log, log.columns.seconds).at(-1) ?? 0) > 0;
  return ['step', ...(hasEpochs ? (['epoch'] as const) : []), ...(hasTimes ? (['time'] as const) : [])];
}

/** The clock of that name; null: steps. */
export function clockOf(log: RunLog, name: ClockName): ChartClock | null {
  if (!clocksOf(log).includes(name) || name === 'step') return null;
  return name === 'epoch' ? epochClock(log) : timeClock(log);
}

/** Epochs end where they were told to; what is not told of goes on as the last one. */
function epochClock({ epochs }: RunLog): ChartClock {
  const steps = [0, ...epochs.map(({ step }) => step)];
  const counts = [0, ...epochs.map(({ epoch }) => epoch + 1)];
  return {
    unit: 'epoch',
    at: (x) => between(steps, counts, x),
    back: (count) => between(counts, steps, count),
  };
}

/** From seconds to what is read best. */
const UNITS = [
  { unit: 'second', seconds: 1 },
  { unit: 'minute', seconds: 60 },
  { unit: 'hour', seconds: 3600 },
] as const;

/** The time that steps took, without that between them; what has not come yet is estimated by the mean so far. */
function timeClock(log: RunLog): ChartClock {
  const { step } = log.columns;
  const sums = sumColumn(log, log.columns.seconds);
  const whole = sums.at(-1) ?? 0;
  const { unit, seconds } = UNITS.findLast((one) => whole >= 3 * one.seconds) ?? UNITS[0];
  const last = step.at(-1) ?? 0;
  const at = (x: number): number => {
    if (x > last) return whole + ((x - last) * whole) / Math.max(1, step.length);
    return between(step, sums, x);
  };
  const back = (count: number): number => {
    const wanted = count * seconds;
    if (wanted > whole) return last + ((wanted - whole) * Math.max(1, step.length)) / whole;
    return between(sums, step, wanted);
  };
  return { unit, at: (x) => at(x) / seconds, back };
}

/** On the line through its neighbours; before the first, through zero; behind the last, as the last two. */
function between(xs: readonly number[], ys: readonly number[], x: number): number {
  const next = Math.min(xs.length - 1, lowerBound(xs, x));
  const [x1 = 0, y1 = 0] = [xs[next], ys[next]];
  const [x0, y0] = next === 0 ? [0, 0] : [xs[next - 1] ?? 0, ys[next - 1] ?? 0];
  return x1 === x0 ? y1 : y0 + ((x - x0) * (y1 - y0)) / (x1 - x0);
}
