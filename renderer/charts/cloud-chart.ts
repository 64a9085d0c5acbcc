import { ScatterChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import type { EChartsCoreOption } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { extentOf } from './cloud.ts';
import type { CloudAxis, CloudContent, CloudMarks } from './cloud.ts';
import type { ChartStyle } from './content.ts';
import { ticked } from './frame.ts';
import { readStyle } from './options.ts';
import { tickStep } from './scales.ts';

use([ScatterChart, GridComponent, CanvasRenderer]);

/** A cloud of points on the page. */
export interface CloudChart {
  draw(content: CloudContent, marks: CloudMarks): void;
  /** Lets other points stand out of the same cloud. */
  mark(marks: CloudMarks): void;
  /** Takes the colours of the page anew. */
  restyle(): void;
  resize(): void;
  /** The point there, or the nearest one close by; null: none. */
  near(x: number, y: number): number | null;
  dispose(): void;
}

/** As far from a point as a hand's aim is off. */
const REACH = 10;

/** A cloud in the element. */
export function createCloudChart(element: HTMLElement): CloudChart {
  const chart = init(element, null, { renderer: 'canvas' });
  let style = readStyle(element);
  let drawn: { readonly content: CloudContent; marks: CloudMarks } | null = null;
  const draw = (): void => {
    if (drawn !== null) chart.setOption(optionOf(drawn.content, drawn.marks, style), { notMerge: true });
  };
  return {
    draw: (content, marks) => {
      drawn = { content, marks };
      draw();
    },
    mark: (marks) => {
      if (drawn === null) return;
      drawn.marks = marks;
      chart.setOption({ series: markedPoints(drawn.content, marks, style) });
    },
    restyle: () => {
      style = readStyle(element);
      draw();
    },
    resize: () => chart.resize(),
    near: (x, y) =>
      drawn === null ? null : nearest(drawn.content, toPixels(chart, drawn.content), { x, y }),
    dispose: () => chart.dispose(),
  };
}

interface Place {
  readonly x: number;
  readonly y: number;
}

interface ToPixels {
  /** Pixels of 0, and of one more. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  isInside(place: Place): boolean;
}

/** Both axes are linear, so two points tell where all others are: to ask for each of very many would take too long. */
function toPixels(chart: ReturnType<typeof init>, { x, y }: CloudContent): ToPixels {
  const [left, right] = extentOf(x);
  const [low, high] = extentOf(y);
  const pixels = (at: readonly [number, number]): readonly number[] =>
    chart.convertToPixel({ gridIndex: 0 }, [...at]);
  const [fromX = NaN, fromY = NaN] = pixels([left, low]);
  const [toX = NaN, toY = NaN] = pixels([right, high]);
  const line = (from: number, to: number, [a, b]: readonly [number, number]): readonly [number, number] => {
    const one = b === a ? 0 : (to - from) / (b - a);
    return [from - a * one, one];
  };
  return {
    x: line(fromX, toX, [left, right]),
    y: line(fromY, toY, [low, high]),
    isInside: (place) => chart.containPixel({ gridIndex: 0 }, [place.x, place.y]),
  };
}

function nearest({ x, y }: CloudContent, pixels: ToPixels, at: Place): number | null {
  let found: number | null = null;
  let least = REACH;
  for (let i = 0; i < x.length; i++) {
    const place = {
      x: pixels.x[0] + pixels.x[1] * (x[i] ?? NaN),
      y: pixels.y[0] + pixels.y[1] * (y[i] ?? NaN),
    };
    const distance = Math.hypot(place.x - at.x, place.y - at.y);
    if (distance < least && pixels.isInside(place)) {
      least = distance;
      found = i;
    }
  }
  return found;
}

function optionOf(content: CloudContent, marks: CloudMarks, style: ChartStyle): EChartsCoreOption {
  const { x, y, axes, colour } = content;
  const data = new Float32Array(2 * x.length);
  for (let i = 0; i < x.length; i++) {
    data[2 * i] = x[i] ?? NaN;
    data[2 * i + 1] = y[i] ?? NaN;
  }
  const points = {
    type: 'scatter',
    id: 'points',
    data,
    dimensions: ['x', 'y'],
    silent: true,
    large: true,
    largeThreshold: 0,
    progressive: 0,
    symbolSize: 2.5,
    z: 1,
    itemStyle: { color: style.colour(colour), opacity: 0.35 },
  };
  return {
    animation: false,
    grid: { left: 52, right: 14, top: 8, bottom: 36 },
    xAxis: axisOf(axes.x, x, { style, nameGap: 22 }),
    yAxis: axisOf(axes.y, y, { style, nameGap: 38 }),
    series: [points, ...markedPoints(content, marks, style)],
  };
}

function axisOf(
  { label, format, range }: CloudAxis,
  column: Float32Array,
  { style, nameGap }: { readonly style: ChartStyle; readonly nameGap: number },
): EChartsCoreOption {
  const [least, most] = range ?? extentOf(column);
  const room = 0.03 * (most - least) || 1;
  const { from, to, ticks } = ticked(least - room, most + room, tickStep(least, most, 5));
  const text = { color: style.text, fontFamily: style.font, fontSize: style.fontSize };
  return {
    type: 'value',
    min: from,
    max: to,
    name: label,
    nameLocation: 'middle',
    nameGap,
    nameTextStyle: text,
    axisLine: { onZero: false, lineStyle: { color: style.grid } },
    axisTick: { show: false, customValues: ticks },
    splitLine: { lineStyle: { color: style.grid } },
    axisLabel: { ...text, customValues: ticks, hideOverlap: true, formatter: format },
  };
}

/** The others as dots over the cloud, and a ring around the one that is chosen. */
function markedPoints(
  { x, y }: CloudContent,
  { chosen, others }: CloudMarks,
  style: ChartStyle,
): readonly EChartsCoreOption[] {
  const at = (i: number): readonly number[] => [x[i] ?? NaN, y[i] ?? NaN];
  const look = { type: 'scatter', silent: true };
  return [
    {
      ...look,
      id: 'others',
      z: 2,
      symbolSize: 7,
      itemStyle: { color: style.colour('--series-valid'), borderColor: style.surface, borderWidth: 1 },
      data: others.map(at),
    },
    {
      ...look,
      id: 'chosen',
      z: 3,
      symbolSize: 15,
      itemStyle: { color: 'transparent', borderColor: style.colour('--text'), borderWidth: 2.5 },
      data: chosen === null ? [] : [at(chosen)],
    },
  ];
}
