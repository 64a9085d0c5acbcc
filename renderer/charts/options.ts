import type { EChartsCoreOption } from 'echarts/core';
import { decimate } from '../../main/base/decimate.ts';
import type { ChartSeries } from './series.ts';

/** The colours and sizes that a chart takes from the tokens of the page. */
export interface ChartStyle {
  readonly text: string;
  readonly grid: string;
  readonly accent: string;
  readonly surface: string;
  readonly font: string;
  readonly fontSize: number;
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
    colour: token,
  };
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
}

/** The part of x that is looked at, and how many pixels it has. */
export interface ChartView {
  readonly from: number;
  readonly to: number;
  readonly pixels: number;
}

const WIDTHS = { ghost: 1, line: 2, points: 2 } as const;

/** The lines alone, thinned out to what the view can show. */
export function seriesOption(content: ChartContent, view: ChartView, style: ChartStyle): EChartsCoreOption[] {
  const buckets = Math.max(32, Math.floor(view.pixels));
  return content.series.map(({ name, colour, x, y, look }, i) => {
    const drawn = decimate(x, y, { from: view.from, to: view.to, buckets });
    return {
      type: 'line',
      id: `${name}-${look}`,
      name,
      data: drawn.x.map((value, at) => [value, drawn.y[at]]),
      color: style.colour(colour),
      lineStyle: { width: WIDTHS[look], opacity: look === 'ghost' ? 0.3 : 1 },
      showSymbol: look === 'points',
      symbol: 'circle',
      symbolSize: 5,
      silent: true,
      z: look === 'ghost' ? 1 : 2,
      ...(i === 0 ? { markLine: markLine(content.mark, style) } : {}),
    };
  });
}

function markLine(mark: number | null, style: ChartStyle): EChartsCoreOption {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    label: { show: false },
    lineStyle: { color: style.accent, width: 1.5, type: 'solid' },
    data: mark === null ? [] : [{ xAxis: mark }],
  };
}

/** Everything but the lines. */
export function frameOption(content: ChartContent, style: ChartStyle, height: number): EChartsCoreOption {
  const label = { color: style.text, fontFamily: style.font, fontSize: style.fontSize };
  const number = new Intl.NumberFormat('en');
  return {
    animation: false,
    textStyle: { fontFamily: style.font },
    grid: { left: 44, right: 16, top: 10, bottom: 24 },
    xAxis: {
      type: 'value',
      min: content.extent[0],
      max: content.extent[1],
      axisLine: { lineStyle: { color: style.grid } },
      axisTick: { show: false },
      splitLine: { show: false },
      splitNumber: 5,
      axisLabel: {
        ...label,
        hideOverlap: true,
        formatter: (value: number) =>
          value === content.extent[0] ? `${content.unitX} ${value}` : number.format(value),
      },
      axisPointer: { show: true, label: { show: false }, lineStyle: { color: style.text, type: 'dashed' } },
    },
    yAxis: {
      type: 'value',
      scale: true,
      max: ({ max }: { readonly max: number }) =>
        content.highest !== null && max > 0.8 * content.highest ? content.highest : null,
      // Nice steps between few lines where there is little room.
      splitNumber: height < 190 ? 2 : 5,
      axisLabel: { ...label, formatter: content.formatY },
      splitLine: { lineStyle: { color: style.grid } },
    },
    // Zoom by wheel only with Ctrl, so that a page that scrolls does not turn into one that zooms.
    dataZoom: [
      { type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false, minSpan: 0.1 },
    ],
    tooltip: { trigger: 'axis', showContent: false },
  };
}
