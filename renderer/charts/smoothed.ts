import { createSmoother } from '../../main/base/smooth.ts';
import type { Smoother, Smoothing } from '../../main/base/smooth.ts';
import type { ChartSeries } from './series.ts';

/** What is drawn where nobody chose another. */
export const DEFAULT_SMOOTHING: Smoothing = { kind: 'average', weight: 0.9, window: 101 };

/** How what is measured and its smoothed line are drawn. */
export interface SmoothedLook {
  readonly smoothing: Smoothing;
  /** Whether what is measured stands faintly behind. */
  readonly ghost: boolean;
}

interface Known {
  readonly generation: number;
  readonly key: string;
  readonly smoother: Smoother;
}

/** The latest smoother of each column: it goes on where it was. */
const KNOWN = new WeakMap<ArrayLike<number>, Known>();

/** The lines of what is measured at every step. A smoothed one is never told as what was measured. */
export function smoothedSeries(
  one: Omit<ChartSeries, 'look'> & { readonly generation: number },
  { smoothing, ghost }: SmoothedLook,
): readonly ChartSeries[] {
  if (smoothing.kind === 'none') return [{ ...one, look: 'line' }];
  const key = JSON.stringify(smoothing);
  const known = KNOWN.get(one.y);
  const current =
    known?.generation === one.generation && known.key === key
      ? known
      : { generation: one.generation, key, smoother: createSmoother(smoothing) };
  KNOWN.set(one.y, current);
  const y = current.smoother.grow(one.y);
  const line: ChartSeries = { ...one, y, unsettled: current.smoother.unsettled, look: 'line' };
  return ghost ? [{ ...one, look: 'ghost' }, line] : [{ ...line, name: `${one.name}, smoothed` }];
}
