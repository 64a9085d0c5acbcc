import { LineChart } from 'echarts/charts';
import {
  DataZoomInsideComponent,
  GridComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { frameOf, hiddenPoints } from './frame.ts';
import type { ChartFrame, Hidden } from './frame.ts';
import { frameOption, readStyle, seriesOption } from './options.ts';
import type { ChartContent, ChartStyle } from './options.ts';

use([LineChart, GridComponent, DataZoomInsideComponent, TooltipComponent, MarkLineComponent, CanvasRenderer]);

/** A chart on the page. What the person zoomed to stays, whatever is drawn. */
export interface Chart {
  draw(content: ChartContent): void;
  /** Takes the colours of the page anew. */
  restyle(): void;
  resize(): void;
  /** Zooms around the middle (a `factor` below 1 comes nearer) and moves by a share of what is seen. */
  look(change: { readonly factor?: number; readonly shift?: number; readonly whole?: boolean }): void;
  dispose(): void;
}

interface Zoom {
  /** In percent of the extent. */
  readonly start: number;
  readonly end: number;
}

const WHOLE: Zoom = { start: 0, end: 100 };

/** Whom a chart tells what a person does. */
export interface ChartListeners {
  /** Where on x the pointer is; null where it has left. */
  cursor(x: number | null): void;
  /** How many points of what is looked at lie outside of y. */
  hidden(hidden: Hidden): void;
  /** Which part of x is looked at, whenever it is another. */
  view(from: number, to: number): void;
}

/** A line chart in the element. */
export function createChart(element: HTMLElement, listeners: ChartListeners): Chart {
  const chart = init(element, null, { renderer: 'canvas' });
  let style: ChartStyle = readStyle(element);
  let frame: ChartFrame | null = null;
  let zoom = WHOLE;

  const drawSeries = (): void => {
    if (frame === null) return;
    const { content, scaleX } = frame;
    const [low, high] = [scaleX.place(content.extent[0]), scaleX.place(content.extent[1])];
    const from = low + ((high - low) * zoom.start) / 100;
    const to = low + ((high - low) * zoom.end) / 100;
    const view = { from, to, pixels: chart.getWidth() };
    chart.setOption(
      { series: seriesOption(frame, view, style) },
      { replaceMerge: ['series'], lazyUpdate: true },
    );
    listeners.hidden(hiddenPoints(frame, scaleX.valueAt(from), scaleX.valueAt(to)));
  };
  const drawAll = (): void => {
    if (frame === null) return;
    chart.setOption(frameOption(frame, style, chart.getHeight()), { lazyUpdate: true });
    drawSeries();
  };

  const tellView = (): void => {
    if (frame === null) return;
    const { content, scaleX } = frame;
    const [low, high] = [scaleX.place(content.extent[0]), scaleX.place(content.extent[1])];
    const at = (percent: number): number => scaleX.valueAt(low + ((high - low) * percent) / 100);
    listeners.view(at(zoom.start), at(zoom.end));
  };

  chart.on('datazoom', () => {
    const option = chart.getOption() as { readonly dataZoom?: readonly Partial<Zoom>[] };
    const { start = 0, end = 100 } = option.dataZoom?.[0] ?? {};
    zoom = { start, end };
    drawSeries();
    tellView();
  });
  const zoomTo = ({ start, end }: Zoom): void => {
    chart.dispatchAction({ type: 'dataZoom', start, end });
  };
  chart.getZr().on('dblclick', () => zoomTo(WHOLE));
  chart.getZr().on('mousemove', ({ offsetX, offsetY }) => {
    const inside = chart.containPixel({ gridIndex: 0 }, [offsetX, offsetY]);
    if (!inside || frame === null) listeners.cursor(null);
    else listeners.cursor(frame.scaleX.valueAt(chart.convertFromPixel({ xAxisIndex: 0 }, offsetX)));
  });
  chart.getZr().on('globalout', () => listeners.cursor(null));

  return {
    draw: (next) => {
      frame = frameOf(next);
      drawAll();
    },
    restyle: () => {
      style = readStyle(element);
      drawAll();
    },
    resize: () => {
      chart.resize();
      drawAll();
    },
    look: ({ factor = 1, shift = 0, whole = false }) => zoomTo(whole ? WHOLE : moved(zoom, factor, shift)),
    dispose: () => chart.dispose(),
  };
}

/** The zoom after coming nearer or moving, never outside of the whole and never nearer than a ten thousandth. */
function moved({ start, end }: Zoom, factor: number, shift: number): Zoom {
  const span = Math.min(100, Math.max(0.01, (end - start) * factor));
  const middle = (start + end) / 2 + (end - start) * shift;
  const from = Math.min(100 - span, Math.max(0, middle - span / 2));
  return { start: from, end: from + span };
}
