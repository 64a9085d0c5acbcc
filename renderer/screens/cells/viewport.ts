/** How near a drawing is looked at, and which part of it: never so that it is lost out of sight. */
import { computed, shallowRef } from 'vue';
import type { ComputedRef } from 'vue';
import type { Point } from '../../cell-graph/geometry.ts';
import type { Size } from '../../cell-graph/layout.ts';

/** How near, and by how much the drawing is moved. */
export interface View {
  /** 1: all of it is to be seen. */
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** All of the drawing. */
export const WHOLE: View = { scale: 1, x: 0, y: 0 };

const NEAREST = 5;

/** The view within the bounds of the drawing. */
export function bounded({ scale, x, y }: View, { width, height }: Size): View {
  const kept = Math.min(NEAREST, Math.max(1, scale));
  const within = (by: number, length: number): number => Math.min(0, Math.max(length * (1 - kept), by));
  return { scale: kept, x: within(x, width), y: within(y, height) };
}

/** Nearer or farther; what is at `at` stays there. */
export function zoomed(view: View, { by, at, size }: { by: number; at: Point; size: Size }): View {
  const scale = Math.min(NEAREST, Math.max(1, view.scale * by));
  const kept = scale / view.scale;
  return bounded({ scale, x: at.x - (at.x - view.x) * kept, y: at.y - (at.y - view.y) * kept }, size);
}

/** Moved as little as it takes to have a part of the whole drawing in sight, `margin` from the border. */
export function revealed(
  view: View,
  { part, margin, size }: { part: Point; margin: number; size: Size },
): View {
  const moved = (by: number, place: number, length: number): number => {
    const seen = place * view.scale + by;
    if (seen < margin) return by + margin - seen;
    return seen > length - margin ? by - (seen - length + margin) : by;
  };
  return bounded(
    { scale: view.scale, x: moved(view.x, part.x, size.width), y: moved(view.y, part.y, size.height) },
    size,
  );
}

/** The view of a canvas. */
export interface Viewport {
  readonly view: ComputedRef<View>;
  /** The canvas says how large it is. */
  fit(size: Size): void;
  zoom(by: number, at?: Point): void;
  pan(x: number, y: number): void;
  /** `part` is in pixels of the whole drawing. */
  reveal(part: Point): void;
  readonly whole: () => void;
}

/** What a key or a button comes nearer by. */
export const ZOOM_STEP = 1.25;

/** From what is selected to the border. */
const MARGIN = 48;

/** A view that shows all at first. */
export function useViewport(): Viewport {
  const size = shallowRef<Size>({ width: 0, height: 0 });
  const wanted = shallowRef<View>(WHOLE);
  const isKnown = computed(() => size.value.width > 0 && size.value.height > 0);
  const view = computed(() => (isKnown.value ? bounded(wanted.value, size.value) : WHOLE));
  return {
    view,
    fit: (now) => {
      size.value = now;
    },
    zoom: (by, at = { x: size.value.width / 2, y: size.value.height / 2 }) => {
      wanted.value = zoomed(view.value, { by, at, size: size.value });
    },
    pan: (x, y) => {
      const now = view.value;
      wanted.value = bounded({ ...now, x: now.x + x, y: now.y + y }, size.value);
    },
    reveal: (part) => {
      if (view.value.scale > 1)
        wanted.value = revealed(view.value, { part, margin: MARGIN, size: size.value });
    },
    whole: () => (wanted.value = WHOLE),
  };
}
