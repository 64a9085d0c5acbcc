/** The curves of a run, as the host thins them out: smoothed over all steps first, every extreme kept. */
import type { Client } from '../../../../main/api/client.ts';
import type { SeriesPart } from '../../../../main/api/contract.ts';
import { clockOf, epochKnots, STEP_CLOCK, timeKnots } from './clocks.ts';
import type { AxisName, Clock } from './clocks.ts';

/** What can be compared. */
export const CURVE_MEASURES = {
  trainLoss: { title: 'Training loss', unit: 'nats', scale: 1, digits: 4, ofEpochs: true },
  validLoss: { title: 'Held-out loss', unit: 'nats', scale: 1, digits: 4, ofEpochs: true },
  trainAccuracy: { title: 'Training accuracy', unit: '%', scale: 100, digits: 2, ofEpochs: true },
  validAccuracy: { title: 'Held-out accuracy', unit: '%', scale: 100, digits: 2, ofEpochs: true },
  learningRate: { title: 'Learning rate', unit: '', scale: 1, digits: 6, ofEpochs: false },
} as const;

/** The name of one. */
export type CurveMeasure = keyof typeof CURVE_MEASURES;

/** A curve over steps. */
export interface Curve {
  readonly x: readonly number[];
  /** NaN between two points that are not joined. */
  readonly y: readonly number[];
  /** Whether it is of epochs: few values that each count. */
  readonly isOfEpochs: boolean;
}

/** What of a run's curve is wanted. */
export interface CurveRequest {
  readonly run: string;
  readonly measure: CurveMeasure;
  readonly smoothing: number;
  /** In steps; null: all. */
  readonly range: readonly [from: number, to: number] | null;
}

/** About one a pixel of a wide screen. */
const BUCKETS = 1000;

/** A run's curve: of its steps, or where those do not tell it, of its epochs; null: of neither. */
export async function readCurve(client: Client, request: CurveRequest): Promise<Curve | null> {
  const { run, measure, smoothing, range } = request;
  const part = { from: range?.[0] ?? null, to: range?.[1] ?? null, buckets: BUCKETS, smoothing };
  const steps = await client.call('runs.series', {
    run,
    request: { of: 'steps', columns: [measure], ...part },
  });
  const found = curveIn(steps, measure, false);
  if (found !== null || measure === 'learningRate') return found;
  const epochs = await client.call('runs.series', {
    run,
    request: { of: 'epochs', columns: [measure], ...part, smoothing: 0 },
  });
  return curveIn(epochs, measure, true);
}

function curveIn({ lines }: SeriesPart, measure: CurveMeasure, isOfEpochs: boolean): Curve | null {
  const [line] = lines;
  if (line?.y.some((value) => value !== null) !== true) return null;
  const { scale } = CURVE_MEASURES[measure];
  return { x: line.x, y: line.y.map((value) => (value === null ? Number.NaN : value * scale)), isOfEpochs };
}

/** What x counts for a run; null where it has not told enough yet. */
export async function readClock(client: Client, run: string, axis: AxisName): Promise<Clock | null> {
  if (axis === 'step') return STEP_CLOCK;
  const all = { from: null, to: null, buckets: BUCKETS, smoothing: 0 };
  const part =
    axis === 'epoch'
      ? await client.call('runs.series', { run, request: { of: 'epochs', columns: ['epoch'], ...all } })
      : await client.call('runs.series', { run, request: { of: 'steps', columns: ['at'], ...all } });
  const [line] = part.lines;
  if (line === undefined) return null;
  const { steps, values } = axis === 'epoch' ? epochKnots(line.x, line.y) : timeKnots(line.x, line.y);
  return clockOf(steps, values);
}

/** A curve with a part of it in more detail. */
export function withDetail(whole: Curve, detail: Curve | null): Curve {
  const [from, to] = [detail?.x[0], detail?.x.at(-1)];
  if (detail === null || from === undefined || to === undefined) return whole;
  const before = whole.x.findIndex((x) => x >= from);
  const after = whole.x.findIndex((x) => x > to);
  const [head, tail] = [before < 0 ? whole.x.length : before, after < 0 ? whole.x.length : after];
  return {
    x: [...whole.x.slice(0, head), ...detail.x, ...whole.x.slice(tail)],
    y: [...whole.y.slice(0, head), ...detail.y, ...whole.y.slice(tail)],
    isOfEpochs: whole.isOfEpochs,
  };
}

/** The last value of a curve at or before x; null: none. */
export function valueAt({ x: xs, y }: Pick<Curve, 'x' | 'y'>, x: number | null): number | null {
  const after = x === null ? -1 : xs.findIndex((one) => one > x);
  for (let at = (after < 0 ? xs.length : after) - 1; at >= 0; at--) {
    const value = y[at];
    if (value !== undefined && Number.isFinite(value)) return value;
  }
  return null;
}
