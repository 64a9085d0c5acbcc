import { LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import type { EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { ChartContent } from './content.ts';
import { frameOf } from './frame.ts';
import type { ChartFrame } from './frame.ts';
import { followPointer } from './gestures.ts';
import { hiddenPoints } from './hidden.ts';
import type { Hidden } from './hidden.ts';
import { groundOption, readStyle, viewOption } from './options.ts';
import { inTurn, leaveTurns } from './turns.ts';
import { changed, spanOf } from './view.ts';
import type { Look, LookChange } from './view.ts';

use([LineChart, GridComponent, TooltipComponent, MarkLineComponent, CanvasRenderer]);

/** A chart on the page. What the person zoomed to stays, whatever is drawn. */
export interface Chart {
  draw(content: ChartContent): void;
  /** Takes the colours of the page anew. */
  restyle(): void;
  resize(): void;
  /** Looks at another part of x; null: at all of it. */
  look(change: LookChange | null): void;
  dispose(): void;
}

/** Whom a chart tells what a person does. */
export interface ChartListeners {
  /** Where on x the pointer is; null where it has left. */
  cursor(x: number | null): void;
  /** How many points of what is looked at lie outside of y. */
  hidden(hidden: Hidden): void;
  /** Which part of x is looked at, whenever it is another. */
  view(from: number, to: number): void;
  /** Whether a part of x is looked at, and not all of it. */
  zoomed(isZoomed: boolean): void;
}

/** A line chart in the element. */
export function createChart(element: HTMLElement, listeners: ChartListeners): Chart {
  const canvas = init(element, null, { renderer: 'canvas' });
  const painter = createPainter(canvas, element, listeners);
  let frame: ChartFrame | null = null;
  let look: Look = null;
  const lookAt = (next: Look): void => {
    look = next;
    if (frame === null) return;
    painter.later(frame, look);
    const { from, to } = spanOf(frame, look);
    listeners.zoomed(look !== null);
    listeners.view(frame.scaleX.valueAt(from), frame.scaleX.valueAt(to));
  };
  const change = (by: LookChange): void => {
    if (frame !== null) lookAt(changed(frame, look, by));
  };
  followPointer(canvas, {
    change,
    whole: () => lookAt(null),
    point: (pixel) => {
      if (frame === null || pixel === null) listeners.cursor(null);
      else listeners.cursor(frame.scaleX.valueAt(canvas.convertFromPixel({ xAxisIndex: 0 }, pixel)));
    },
  });
  const redraw = (): void => {
    if (frame !== null) painter.now(frame, look);
  };
  return {
    draw: (content) => {
      const isFirst = frame === null;
      const show = (): void => {
        frame = frameOf(content);
        redraw();
      };
      if (isFirst) show();
      else inTurn(canvas, show);
    },
    restyle: () => {
      painter.restyle();
      redraw();
    },
    resize: () => {
      canvas.resize();
      redraw();
    },
    look: (by) => {
      if (by === null) lookAt(null);
      else change(by);
    },
    dispose: () => {
      leaveTurns(canvas);
      painter.end();
      canvas.dispose();
    },
  };
}

/** Draws at once, or once before the next picture of the page however often it is told. */
function createPainter(canvas: EChartsType, element: HTMLElement, listeners: Pick<ChartListeners, 'hidden'>) {
  let style = readStyle(element);
  let pending: { readonly frame: ChartFrame; look: Look; readonly request: number } | null = null;
  canvas.setOption(groundOption(style));
  const forget = (): void => {
    if (pending !== null) cancelAnimationFrame(pending.request);
    pending = null;
  };
  const now = (frame: ChartFrame, look: Look): void => {
    forget();
    const { from, to } = spanOf(frame, look);
    const view = { from, to, pixels: canvas.getWidth() };
    canvas.setOption(viewOption(frame, view, { style, height: canvas.getHeight() }), {
      replaceMerge: ['series'],
      lazyUpdate: true,
    });
    listeners.hidden(hiddenPoints(frame, frame.scaleX.valueAt(from), frame.scaleX.valueAt(to)));
  };
  return {
    now,
    later: (frame: ChartFrame, look: Look): void => {
      forget();
      pending = { frame, look, request: requestAnimationFrame(() => now(frame, look)) };
    },
    restyle: (): void => {
      style = readStyle(element);
      canvas.setOption(groundOption(style), { lazyUpdate: true });
    },
    end: forget,
  };
}
