import type { EChartsCoreOption } from 'echarts/core';
import type { ChartStyle } from './content.ts';
import { ticked } from './frame.ts';
import type { FrameAxis } from './frame.ts';
import { scaleOf, tickStep } from './scales.ts';
import type { ScatterContent } from './scatter.ts';

/** An axis of a plane with round ticks, and some room around its points: also around a single one. */
export function planeAxis({ points, axes }: ScatterContent, side: 'x' | 'y'): FrameAxis {
  const { scale: name } = axes[side];
  const scale = scaleOf(name, () => []);
  const values = points.map((point) => scale.place(point[side])).filter(Number.isFinite);
  const [least, most] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const room = most > least ? 0.08 * (most - least) : roomOfOne(name, least);
  const [from, to] = [least - room, most + room];
  if (name === 'linear') return ticked(from, to, tickStep(from, to, 5));
  const ticks = scale.ticks(scale.valueAt(from), scale.valueAt(to), 6) ?? [];
  return { from, to, ticks: ticks.map((tick) => scale.place(tick)) };
}

/** Half as much and twice as much on a logarithm; a tenth of its size otherwise. */
function roomOfOne(name: 'linear' | 'log', at: number): number {
  if (name === 'log') return Math.log10(2);
  return at === 0 ? 1 : 0.1 * Math.abs(at);
}

/** The points and the front of a scatter plot, as places on its axes. */
export function scatterSeries(
  { points, front, axes }: ScatterContent,
  style: ChartStyle,
  withLabels: boolean,
): readonly EChartsCoreOption[] {
  const [x, y] = [scaleOf(axes.x.scale, () => []), scaleOf(axes.y.scale, () => [])];
  const byId = new Map(points.map((point) => [point.id, point]));
  const stairs = front.flatMap((id) => {
    const point = byId.get(id);
    return point === undefined ? [] : [[x.place(point.x), y.place(point.y)]];
  });
  return [
    {
      type: 'line',
      id: 'front',
      name: 'Pareto front',
      data: stairs,
      showSymbol: false,
      silent: true,
      color: style.text,
      lineStyle: { width: style.lineWidth / 2, type: [4, 3] },
      z: 1,
    },
    {
      type: 'scatter',
      id: 'points',
      name: 'runs',
      z: 2,
      symbolSize: 4.5 * style.lineWidth,
      data: points.map((point) => ({
        id: point.id,
        value: [x.place(point.x), y.place(point.y)],
        itemStyle: {
          color: style.colour(point.colour),
          borderColor: style.surface,
          borderWidth: 0.4 * style.lineWidth,
        },
        label: {
          show: withLabels && front.includes(point.id),
          formatter: point.label,
          position: 'right',
          distance: 2 * style.lineWidth,
          color: style.text,
          fontFamily: style.font,
          fontSize: style.fontSize,
        },
      })),
    },
  ];
}
