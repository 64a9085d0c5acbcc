import { ref, watch } from 'vue';
import type { Ref } from 'vue';
import { SMOOTHINGS, WIDEST_WINDOW } from '../../main/base/smooth.ts';
import { SCALE_TITLES } from './scales.ts';
import type { ScaleName } from './scales.ts';
import { readStored, writeStored } from '../stores/browser.ts';
import { DEFAULT_SMOOTHING } from './smoothed.ts';
import type { SmoothedLook } from './smoothed.ts';

/** What x can be drawn by. */
export const CLOCKS = { step: 'step', epoch: 'epoch', time: 'time' } as const;

/** A count along x. */
export type ClockName = keyof typeof CLOCKS;

/** How a person wants a chart. */
export interface ChartSettings extends SmoothedLook {
  readonly scaleX: 'linear' | 'log';
  readonly scaleY: ScaleName;
  readonly clock: ClockName;
  /** The ends of y; null: as the data wants. */
  readonly low: number | null;
  readonly high: number | null;
}

/** A chart that nobody has changed. */
export const DEFAULT_SETTINGS: ChartSettings = {
  scaleX: 'linear',
  scaleY: 'linear',
  clock: 'step',
  low: null,
  high: null,
  smoothing: DEFAULT_SMOOTHING,
  ghost: true,
};

/**
 * The settings of a chart, which this browser remembers under its name.
 *
 * @param chart - the name
 * @param usual - how such a chart is until somebody changes it
 */
export function useChartSettings(
  chart: () => string,
  usual: () => ChartSettings = () => DEFAULT_SETTINGS,
): Ref<ChartSettings> {
  const key = (): string => `dartboard.chart.${chart()}`;
  const stored = (): ChartSettings => parseSettings(readStored(key()), usual());
  const settings = ref(stored()) as Ref<ChartSettings>;
  watch(chart, () => {
    settings.value = stored();
  });
  watch(settings, (next) => writeStored(key(), JSON.stringify(next)));
  return settings;
}

/** What was remembered; of what is no setting, what is usual. */
export function parseSettings(text: string | null, usual: ChartSettings = DEFAULT_SETTINGS): ChartSettings {
  const stored = recordOf(parsed(text));
  const smoothing = recordOf(stored['smoothing']);
  return {
    scaleX: choiceOf({ linear: '', log: '' }, stored['scaleX'], usual.scaleX),
    scaleY: choiceOf(SCALE_TITLES, stored['scaleY'], usual.scaleY),
    clock: choiceOf(CLOCKS, stored['clock'], usual.clock),
    low: finiteOf(stored['low']),
    high: finiteOf(stored['high']),
    ghost: stored['ghost'] !== false,
    smoothing: {
      kind: choiceOf(SMOOTHINGS, smoothing['kind'], usual.smoothing.kind),
      weight: within(finiteOf(smoothing['weight']) ?? usual.smoothing.weight, 0, 0.9999),
      window: oddWindow(finiteOf(smoothing['window']) ?? usual.smoothing.window),
    },
  };
}

/** The window that is meant: odd, so that it has a middle. */
export function oddWindow(value: number): number {
  const whole = Math.round(within(value, 1, WIDEST_WINDOW));
  return whole % 2 === 1 ? whole : whole + 1;
}

const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

const finiteOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

function choiceOf<T extends string>(choices: Readonly<Record<T, string>>, value: unknown, usual: T): T {
  const found = Object.keys(choices).find((one) => one === value);
  return found === undefined ? usual : (found as T);
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '{}');
  } catch {
    // Somebody else wrote there: the chart is as it is at first.
    return {};
  }
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
