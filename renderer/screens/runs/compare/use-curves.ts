import { computed, onBeforeUnmount, shallowReactive, watch } from 'vue';
import type { Ref } from 'vue';
import type { ChartSeries } from '../../../charts/series.ts';
import { useAttempts } from '../../../stores/attempts.ts';
import { useClient } from '../../../stores/client.ts';
import { runLook } from '../../../ui/run-colours.ts';
import { isActive } from '../../../ui/states.ts';
import { useRunsTable } from '../use-runs-table.ts';
import { bandOf } from './bands.ts';
import type { AxisName, Clock } from './clocks.ts';
import { readClock, readCurve, withDetail } from './curves.ts';
import type { Curve, CurveMeasure, CurveRequest } from './curves.ts';

/** What is drawn. */
export interface CurveChoice {
  readonly runs: readonly string[];
  readonly measure: CurveMeasure;
  readonly axis: AxisName;
  readonly smoothing: number;
}

interface Drawn {
  readonly line: Curve;
  /** What was measured, behind a smoothed line. */
  readonly ghost: Curve | null;
  readonly clock: Clock;
}

/** A view is read anew when it rests for so long. */
const REST_MS = 150;
/** Runs that compute are read again so often. */
const LIVE_MS = 2000;

type Pair = Omit<Drawn, 'clock'>;

/**
 * The curves of runs, ready to be drawn; what is looked at closely is read in full detail.
 *
 * @param groups - runs that are drawn as one: their mean, and their deviation on either side
 */
export function useCurves(
  choice: Readonly<Ref<CurveChoice>>,
  groups: Readonly<Ref<readonly (readonly string[])[]>>,
) {
  const table = useRunsTable();
  const { problem, attempt } = useAttempts();
  const { whole, detail, load, loadDetail, forget } = useReadCurves(choice);
  let timer: number | null = null;
  watch(
    choice,
    () => {
      forget();
      // One after the other: the first curves are there at once, and the host stays free for others.
      void attempt(async () => {
        for (const run of choice.value.runs) await load(run);
      });
    },
    { immediate: true },
  );
  const zoom = (from: number, to: number): void => {
    if (timer !== null) window.clearTimeout(timer);
    timer = window.setTimeout(() => void attempt(() => loadDetail(from, to)), REST_MS);
  };
  const live = window.setInterval(() => {
    const computing = choice.value.runs.filter((run) => {
      const listed = table.byId.get(run);
      return listed !== undefined && isActive(listed);
    });
    if (computing.length === 0) return;
    void attempt(async () => {
      for (const run of computing) await load(run);
    });
  }, LIVE_MS);
  onBeforeUnmount(() => {
    window.clearInterval(live);
    if (timer !== null) window.clearTimeout(timer);
  });

  const linesOf = (run: string): readonly ChartSeries[] => {
    const drawn = whole.get(run) ?? null;
    if (drawn === null || !table.isVisible(run)) return [];
    const name = lineName(run, table.byId.get(run)?.title);
    return seriesOf(name, run, { drawn, detail: detail.get(run) ?? null });
  };
  const series = computed<readonly ChartSeries[]>(() => {
    const bands = new Map(groups.value.flatMap((runs) => bandLines(runs, linesOf)));
    const within = new Set(groups.value.filter(([first = '']) => bands.has(first)).flat());
    return [...whole.keys()].flatMap((run) => bands.get(run) ?? (within.has(run) ? [] : linesOf(run)));
  });
  const extent = computed<readonly [number, number]>(() => {
    const ends = series.value.map(({ x }) => x.at(-1) ?? 0);
    return [0, Math.max(1e-9, ...ends)];
  });
  return { problem, series, extent, whole, zoom };
}

/** What was read of the host. An answer to an earlier question is not kept. */
function useReadCurves(choice: Readonly<Ref<CurveChoice>>) {
  const client = useClient();
  const whole = shallowReactive(new Map<string, Drawn | null>());
  const detail = shallowReactive(new Map<string, Pair>());
  /** What is looked at; the latest question counts. */
  let looked: object = {};
  const readPair = async (run: string, range: CurveRequest['range']) => {
    const { measure, smoothing } = choice.value;
    const line = await readCurve(client, { run, measure, smoothing, range });
    const isSmoothed = smoothing > 0 && line !== null && !line.isOfEpochs;
    const ghost = isSmoothed ? await readCurve(client, { run, measure, smoothing: 0, range }) : null;
    return { line, ghost };
  };
  return {
    whole,
    detail,
    forget: (): void => {
      looked = {};
      whole.clear();
      detail.clear();
    },
    load: async (run: string): Promise<void> => {
      const asked = choice.value;
      const [{ line, ghost }, clock] = await Promise.all([
        readPair(run, null),
        readClock(client, run, asked.axis),
      ]);
      if (asked !== choice.value) return;
      whole.set(run, line === null || clock === null ? null : { line, ghost, clock });
    },
    loadDetail: async (from: number, to: number): Promise<void> => {
      const asked = (looked = {});
      for (const [run, drawn] of [...whole]) {
        if (drawn === null) continue;
        const range = [drawn.clock.stepAt(from) - 1, drawn.clock.stepAt(to) + 1] as const;
        const { line, ghost } = await readPair(run, range);
        if (asked !== looked) return;
        if (line !== null) detail.set(run, { line, ghost });
      }
    },
  };
}

/** Titles may be alike; lines are told apart by their names. */
const lineName = (run: string, title: string | undefined): string => `${title ?? ''} ${run.slice(-6)}`;

/** The lines of a group in the place of its first run; none until two of its runs are drawn. */
function bandLines(
  runs: readonly string[],
  linesOf: (run: string) => readonly ChartSeries[],
): readonly (readonly [run: string, lines: readonly ChartSeries[]])[] {
  const [first] = runs;
  const lines = runs.flatMap((run) => linesOf(run).filter(({ look }) => look === 'line'));
  const band = bandOf(lines);
  if (first === undefined || band === null) return [];
  const { token } = runLook(first);
  const { x } = band;
  const base = { name: `${lines[0]?.name ?? ''}, mean of ${lines.length} seeds`, colour: token, x } as const;
  const edge = { ...base, look: 'ghost', dash: 'solid' } as const;
  return [
    [
      first,
      [
        { ...edge, y: band.low },
        { ...edge, y: band.high },
        { ...base, y: band.mean, look: 'line' },
      ],
    ],
  ];
}

interface Parts {
  readonly drawn: Drawn;
  readonly detail: Pair | null;
}

function seriesOf(name: string, run: string, { drawn, detail }: Parts): readonly ChartSeries[] {
  const { token, dash } = runLook(run);
  const { clock } = drawn;
  const of = (curve: Curve, more: Curve | null, look: ChartSeries['look']): ChartSeries => {
    const { x, y } = withDetail(curve, more);
    return { name, colour: token, dash, x: x.map((step) => clock.at(step)), y, look };
  };
  const line = of(drawn.line, detail?.line ?? null, 'line');
  return drawn.ghost === null ? [line] : [of(drawn.ghost, detail?.ghost ?? null, 'ghost'), line];
}
