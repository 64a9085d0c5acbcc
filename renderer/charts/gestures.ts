import type { EChartsType } from 'echarts/core';
import { GRID } from './options.ts';
import type { LookChange } from './view.ts';

/** What a pointer does to a chart. */
export interface Gestures {
  change(by: LookChange): void;
  whole(): void;
  /** Where the pointer is, in pixels from the left of the chart; null: not on the plot. */
  point(pixel: number | null): void;
}

/** How much nearer a turn of the wheel comes. */
const TURN = 0.8;

/** Dragging moves, the wheel zooms with Ctrl alone (so that a page that scrolls does not turn into one that zooms), and a double click shows all. */
export function followPointer(canvas: EChartsType, gestures: Gestures): void {
  const pointer = canvas.getZr();
  /** Where the drag was last. */
  let dragged: number | null = null;
  const isInside = (x: number, y: number): boolean => canvas.containPixel({ gridIndex: 0 }, [x, y]);
  const width = (): number => Math.max(1, canvas.getWidth() - GRID.left - GRID.right);
  pointer.on('dblclick', () => gestures.whole());
  pointer.on('mousedown', ({ offsetX, offsetY }) => {
    dragged = isInside(offsetX, offsetY) ? offsetX : null;
  });
  pointer.on('mouseup', () => {
    dragged = null;
  });
  pointer.on('mousemove', ({ offsetX, offsetY }) => {
    if (dragged !== null && offsetX !== dragged) {
      gestures.change({ shift: (dragged - offsetX) / width() });
      dragged = offsetX;
    }
    gestures.point(isInside(offsetX, offsetY) ? offsetX : null);
  });
  pointer.on('mousewheel', (event) => {
    const { offsetX, offsetY, wheelDelta, event: native } = event;
    if (!isControlled(native) || !isInside(offsetX, offsetY)) return;
    native.preventDefault();
    gestures.change({ factor: wheelDelta > 0 ? TURN : 1 / TURN, around: (offsetX - GRID.left) / width() });
  });
  pointer.on('globalout', () => gestures.point(null));
}

const isControlled = (event: object): boolean => 'ctrlKey' in event && event.ctrlKey === true;
