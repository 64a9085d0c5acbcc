import type { EChartsCoreOption } from 'echarts/core';
import { frameScales } from './frame.ts';
import type { ChartFrame } from './frame.ts';
import { drawnPoints } from './points.ts';
import { tickText } from './scales.ts';
import type { ScaleName } from './scales.ts';
import type { ChartSeries } from './series.ts';

/** The colours and sizes that a chart takes from the tokens of the page, or from those of paper. */
export interface ChartStyle {
  readonly text: string;
  readonly grid: string;
  readonly accent: string;
  readonly surface: string;
  readonly font: string;
  readonly fontSize: number;
  /** How thick a line is; one that lies behind is thinner. */
  readonly lineWidth: number;
  colour(token: string): string;
}

/** The tokens as they are now. */
export function readStyle(element: Element): ChartStyle {
  const computed = getComputedStyle(element);
  const token = (name: string): string => computed.getPropertyValue(name).trim();
  return {
    text: token('--text-faint'),
    grid: token('--border'),
    accent: token('--accent'),
    surface: token('--surface'),
    font: token('--sans'),
    fontSize: parseFloat(token('--type-figure')),
    lineWidth: 2,
    colour: token,
  };
}

/** Another count along x than that of the series: epochs, hours. */
export interface ChartClock {
  /** `epoch`. */
  readonly unit: string;
  /** What it shows at an x of the series; ascending with it. */
  at(x: number): number;
}

/** What a chart shows. */
export interface ChartContent {
  readonly series: readonly ChartSeries[];
  /** The whole extent of x; the person may look at a part of it. */
  readonly extent: readonly [from: number, to: number];
  /** What x counts: `step`. */
  readonly unitX: string;
  readonly formatY: (value: number) => string;
  /** No tick lies above; null leaves it to the data. */
  readonly highest: number | null;
  /** A vertical line at the chosen moment. */
  readonly mark: number | null;
  /** Linear unless said otherwise. */
  readonly scaleX?: Exclude<ScaleName, 'symlog'>;
  readonly scaleY?: ScaleName;
  /** What y shows; null leaves an end to the data. What lies outside is counted in words. */
  readonly rangeY?: readonly [low: number | null, high: number | null];
  /** Other counts that x can be drawn by. */
  readonly clocks?: readonly ChartClock[];
}

/** The part of x that is looked at, in places on its axis, and how many pixels it has. */
export interface ChartView {
  readonly from: number;
  readonly to: number;
  readonly pixels: number;
}

/** The lines alone, thinned out to what the view can show. */
export function seriesOption(
  frame: ChartFrame,
  view: ChartView,
  style: ChartStyle,
): readonly EChartsCoreOption[] {
  const { content } = frame;
  return content.series.map((one, i) => {
    const { name, colour, look, dash = 'solid' } = one;
    const isGhost = look === 'ghost';
    return {
      type: 'line',
      id: `${i}-${name}-${look}`,
      name,
      data: drawnPoints(one, frame, view),
      color: style.colour(colour),
      lineStyle: {
        width: isGhost ? style.lineWidth / 2 : style.lineWidth,
        opacity: isGhost ? 0.3 : 1,
        type: DASHES[dash].map((length) => length * style.lineWidth),
      },
      showSymbol: look === 'points',
      symbol: 'circle',
      symbolSize: 2.5 * style.lineWidth,
      silent: true,
      z: isGhost ? 1 : 2,
      ...(i === 0 ? { markLine: markLine(frame, style) } : {}),
    };
  });
}

/** Strokes and gaps in widths of the line; none: solid. */
const DASHES = { solid: [], dashed: [4, 2], dotted: [1, 2] } as const;

function markLine({ content, scaleX }: ChartFrame, style: ChartStyle): EChartsCoreOption {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    label: { show: false },
    lineStyle: { color: style.accent, width: 0.75 * style.lineWidth, type: 'solid' },
    data: content.mark === null ? [] : [{ xAxis: scaleX.place(content.mark) }],
  };
}

const COUNT = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });

/** Everything but the lines. */
export function frameOption(frame: ChartFrame, style: ChartStyle, height: number): EChartsCoreOption {
  const { content, scaleX } = frame;
  const label = { color: style.text, fontFamily: style.font, fontSize: style.fontSize };
  const [from, to] = content.extent.map((x) => scaleX.place(x));
  const ticks = scaleX.ticks(content.extent[0], content.extent[1], 6)?.map((tick) => scaleX.place(tick));
  return {
    animation: false,
    textStyle: { fontFamily: style.font },
    grid: { left: 44, right: 16, top: 10, bottom: 24 },
    xAxis: {
      type: 'value',
      min: from,
      max: to,
      axisLine: { lineStyle: { color: style.grid } },
      axisTick: { show: false, ...customValues(ticks) },
      splitLine: { show: false },
      splitNumber: 5,
      axisLabel: {
        ...label,
        ...customValues(ticks),
        hideOverlap: true,
        formatter: (place: number) => {
          const value = scaleX.valueAt(place);
          if (ticks !== undefined) return tickText(value);
          return place === from ? `${content.unitX} ${COUNT.format(value)}` : COUNT.format(value);
        },
      },
      axisPointer: { show: true, label: { show: false }, lineStyle: { color: style.text, type: 'dashed' } },
    },
    yAxis: axisY(frame, style, height),
    // Zoom by wheel only with Ctrl, so that a page that scrolls does not turn into one that zooms.
    dataZoom: [
      {
        type: 'inside',
        filterMode: 'none',
        zoomOnMouseWheel: 'ctrl',
        moveOnMouseWheel: false,
        minSpan: 0.01,
      },
    ],
    tooltip: { trigger: 'axis', showContent: false },
  };
}

/** Ticks of one's own; a plain axis chooses its own where there are none. */
function customValues(ticks: readonly number[] | null | undefined): EChartsCoreOption {
  return { customValues: ticks ?? null };
}

function axisY(frame: ChartFrame, style: ChartStyle, height: number): EChartsCoreOption {
  const { content, scaleY } = frame;
  const label = { color: style.text, fontFamily: style.font, fontSize: style.fontSize };
  const { low, high, ticks } = frameScales(frame, height);
  return {
    type: 'value',
    scale: true,
    min: low,
    max: high ?? (({ max }: { readonly max: number }) => (highestOf(content, max) ? content.highest : null)),
    // Nice steps between few lines where there is little room.
    splitNumber: height < 190 ? 2 : 5,
    axisTick: { ...customValues(ticks) },
    axisLabel: {
      ...label,
      ...customValues(ticks),
      showMinLabel: null,
      formatter: (place: number) =>
        ticks === null ? content.formatY(place) : tickText(scaleY.valueAt(place)),
    },
    splitLine: { lineStyle: { color: style.grid }, ...customValues(ticks) },
  };
}

const highestOf = ({ highest }: ChartContent, max: number): boolean =>
  highest !== null && max > 0.8 * highest;
