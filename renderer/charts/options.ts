import type { EChartsCoreOption } from 'echarts/core';
import type { ChartStyle, ChartView } from './content.ts';
import { axisOfY, ticksOfX } from './frame.ts';
import type { ChartFrame } from './frame.ts';
import { drawnPoints, extremes } from './points.ts';
import { tickText } from './scales.ts';

export type { ChartContent, ChartStyle } from './content.ts';

/** The tokens as they are now. They are the page's: an element of a screen that is kept away has none. */
export function readStyle({ ownerDocument }: Element): ChartStyle {
  const computed = getComputedStyle(ownerDocument.documentElement);
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

type Points = readonly (readonly [number, number])[];

/** The points of each line, thinned out to what the view can show. */
export function linesOf(frame: ChartFrame, view: ChartView): readonly Points[] {
  return frame.content.series.map((one) => drawnPoints(one, frame, view));
}

/** The lines alone. */
export function seriesOption(
  frame: ChartFrame,
  lines: readonly Points[],
  style: ChartStyle,
): readonly EChartsCoreOption[] {
  return frame.content.series.map(({ name, colour, look, dash = 'solid' }, i) => {
    const isGhost = look === 'ghost';
    return {
      type: 'line',
      id: `${i}-${name}-${look}`,
      name,
      data: lines[i],
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

/** The room around the plot. */
export const GRID = { left: 44, right: 16, top: 10, bottom: 24 } as const;

/** What never changes while a person looks around. */
export function groundOption(style: ChartStyle): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: style.font },
    grid: GRID,
    tooltip: { trigger: 'axis', showContent: false },
  };
}

/** The axes and the lines of a view. */
export function viewOption(
  frame: ChartFrame,
  view: ChartView,
  { style, height }: { readonly style: ChartStyle; readonly height: number },
): EChartsCoreOption {
  const lines = linesOf(frame, view);
  return {
    xAxis: axisX(frame, view, style),
    yAxis: axisY(frame, extremes(lines), { style, height }),
    series: seriesOption(frame, lines, style),
  };
}

const COUNT = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });

function axisX(frame: ChartFrame, { from, to }: ChartView, style: ChartStyle): EChartsCoreOption {
  const { content, countX } = frame;
  const ticks = ticksOfX(frame, { from, to });
  const isLinear = (content.scaleX ?? 'linear') === 'linear';
  const text = (place: number): string => {
    const value = countX.valueAt(place);
    return isLinear ? COUNT.format(value) : tickText(value);
  };
  return {
    type: 'value',
    min: from,
    max: to,
    axisLine: { onZero: false, lineStyle: { color: style.grid } },
    axisTick: { show: false, customValues: ticks },
    splitLine: { show: false },
    axisLabel: {
      ...labelOf(style),
      customValues: ticks,
      hideOverlap: true,
      formatter: (place: number) => (place === ticks[0] ? `${content.unitX} ${text(place)}` : text(place)),
    },
    axisPointer: { show: true, label: { show: false }, lineStyle: { color: style.text, type: 'dashed' } },
  };
}

function axisY(
  frame: ChartFrame,
  drawn: readonly [number, number],
  { style, height }: { readonly style: ChartStyle; readonly height: number },
): EChartsCoreOption {
  const { content, scaleY } = frame;
  const isLinear = (content.scaleY ?? 'linear') === 'linear';
  // Few lines where there is little room.
  const few = height < 190;
  const { from, to, ticks } = axisOfY(frame, drawn, isLinear ? (few ? 3 : 5) : few ? 4 : 7);
  return {
    type: 'value',
    min: from,
    max: to,
    axisTick: { customValues: ticks },
    axisLabel: {
      ...labelOf(style),
      customValues: ticks,
      formatter: (place: number) => (isLinear ? content.formatY(place) : tickText(scaleY.valueAt(place))),
    },
    splitLine: { lineStyle: { color: style.grid }, customValues: ticks },
  };
}

const labelOf = ({ text, font, fontSize }: ChartStyle): EChartsCoreOption => ({
  color: text,
  fontFamily: font,
  fontSize,
});
