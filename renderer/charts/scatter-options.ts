import type { EChartsCoreOption } from 'echarts/core';
import type { ChartStyle } from './options.ts';
import { scaleOf } from './scales.ts';
import type { ScatterContent } from './scatter.ts';

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
