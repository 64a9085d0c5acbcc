import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import type { EChartsCoreOption } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { ChartStyle } from './content.ts';
import { readStyle } from './options.ts';
import { scaleOf } from './scales.ts';
import type { ScatterContent, ScatterPoint } from './scatter.ts';
import { planeAxis, scatterSeries } from './scatter-options.ts';

use([LineChart, ScatterChart, GridComponent, CanvasRenderer]);

/** A rectangle on the chart, in pixels. */
export interface Brush {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** A scatter plot on the page. */
export interface PointChart {
  draw(content: ScatterContent, selected: ReadonlySet<string>): void;
  /** Takes the colours of the page anew. */
  restyle(): void;
  resize(): void;
  /** The points within a rectangle. */
  within(brush: Brush): readonly string[];
  /** The point there, or the nearest one close by. */
  near(x: number, y: number): ScatterPoint | null;
  dispose(): void;
}

/** As far from a point as a finger's aim is off. */
const REACH = 12;

/** A scatter plot in the element. */
export function createPointChart(element: HTMLElement): PointChart {
  const chart = init(element, null, { renderer: 'canvas' });
  let style = readStyle(element);
  let content: ScatterContent | null = null;
  let selected: ReadonlySet<string> = new Set();

  const draw = (): void => {
    if (content !== null) chart.setOption(optionOf(content, selected, style), { notMerge: true });
  };
  /** Where the points are, in pixels. */
  const places = (): readonly { readonly point: ScatterPoint; readonly x: number; readonly y: number }[] => {
    if (content === null) return [];
    const [scaleX, scaleY] = scalesOf(content);
    return content.points.map((point) => {
      const at = [scaleX.place(point.x), scaleY.place(point.y)];
      const [x = NaN, y = NaN] = chart.convertToPixel({ gridIndex: 0 }, at);
      return { point, x, y };
    });
  };
  return {
    draw: (next, chosen) => {
      content = next;
      selected = chosen;
      draw();
    },
    restyle: () => {
      style = readStyle(element);
      draw();
    },
    resize: () => chart.resize(),
    within: ({ x: [left, right], y: [top, bottom] }) =>
      places()
        .filter(({ x, y }) => x >= left && x <= right && y >= top && y <= bottom)
        .map(({ point }) => point.id),
    near: (x, y) => {
      const found = places()
        .map((one) => ({ point: one.point, distance: Math.hypot(one.x - x, one.y - y) }))
        .filter(({ distance }) => distance <= REACH)
        .sort((a, b) => a.distance - b.distance);
      return found[0]?.point ?? null;
    },
    dispose: () => chart.dispose(),
  };
}

const scalesOf = ({ axes }: ScatterContent) =>
  [scaleOf(axes.x.scale, () => []), scaleOf(axes.y.scale, () => [])] as const;

function optionOf(
  content: ScatterContent,
  selected: ReadonlySet<string>,
  style: ChartStyle,
): EChartsCoreOption {
  const axis = (side: 'x' | 'y', nameGap: number): EChartsCoreOption => {
    const { label, format, scale: name } = content.axes[side];
    const scale = scaleOf(name, () => []);
    const { from, to, ticks } = planeAxis(content, side);
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
      axisLabel: {
        ...text,
        customValues: ticks,
        hideOverlap: true,
        formatter: (place: number) => format(scale.valueAt(place)),
      },
    };
  };
  const [front, points] = scatterSeries(content, style, false);
  return {
    animation: false,
    grid: { left: 62, right: 16, top: 8, bottom: 36 },
    xAxis: axis('x', 22),
    yAxis: axis('y', 48),
    series: [front, { ...points, silent: true }, chosenPoints(content, selected, style)],
  };
}

/** Rings around what is chosen: seen whatever colour the points have. */
function chosenPoints(
  content: ScatterContent,
  selected: ReadonlySet<string>,
  style: ChartStyle,
): EChartsCoreOption {
  const [scaleX, scaleY] = scalesOf(content);
  return {
    type: 'scatter',
    id: 'chosen',
    silent: true,
    symbolSize: 14,
    z: 3,
    itemStyle: { color: 'transparent', borderColor: style.accent, borderWidth: 2 },
    data: content.points
      .filter(({ id }) => selected.has(id))
      .map(({ x, y }) => [scaleX.place(x), scaleY.place(y)]),
  };
}
