/** Dragging with the pointer: a primitive onto an edge, or the source of an edge to another state. */
import { onBeforeUnmount, shallowRef } from 'vue';
import type { ShallowRef } from 'vue';
import type { CellKind } from '../../../main/spaces/index.ts';
import type { EdgePlace } from './edits.ts';

/** What is dragged, and where it is. */
export type Drag = { readonly x: number; readonly y: number; readonly over: DropPlace | null } & (
  | { readonly what: 'primitive'; readonly primitive: string; readonly colour: string }
  | ({ readonly what: 'source' } & EdgePlace)
);

/** Over what it is. */
export type DropPlace =
  | ({ readonly on: 'edge' } & EdgePlace)
  | { readonly on: 'state'; readonly kind: CellKind; readonly state: number };

/** What begins a drag. */
export type DragStart =
  | { readonly what: 'primitive'; readonly primitive: string; readonly colour: string }
  | ({ readonly what: 'source' } & EdgePlace);

/** The drag of the screen. */
export interface Dragging {
  readonly drag: ShallowRef<Drag | null>;
  begin(event: PointerEvent, start: DragStart): void;
}

/** A hand that shakes is no drag. */
const SLACK_PX = 4;

/** The one drag of a screen; `drop` is told where it ended. */
export function useDrag(drop: (drag: Drag) => void): Dragging {
  const drag = shallowRef<Drag | null>(null);
  let end: (() => void) | null = null;
  onBeforeUnmount(() => end?.());
  return {
    drag,
    begin: (event, start) => {
      if (event.button !== 0) return;
      end?.();
      const { clientX, clientY, pointerId } = event;
      const move = (moved: PointerEvent): void => {
        if (moved.pointerId !== pointerId) return;
        const far = Math.hypot(moved.clientX - clientX, moved.clientY - clientY) >= SLACK_PX;
        if (drag.value === null && !far) return;
        const over = placeAt(moved.clientX, moved.clientY, start.what);
        drag.value = { ...start, x: moved.clientX, y: moved.clientY, over };
      };
      const up = (): void => {
        const done = drag.value;
        end?.();
        if (done !== null) drop(done);
      };
      const cancel = (pressed: KeyboardEvent): void => {
        if (pressed.key !== 'Escape' || drag.value === null) return;
        pressed.preventDefault();
        end?.();
      };
      const abandon = (): void => end?.();
      end = () => {
        end = null;
        drag.value = null;
        window.removeEventListener('pointermove', move);
        window.removeEventListener('pointerup', up);
        window.removeEventListener('pointercancel', abandon);
        window.removeEventListener('keydown', cancel, true);
      };
      window.addEventListener('pointermove', move);
      window.addEventListener('pointerup', up);
      window.addEventListener('pointercancel', abandon);
      window.addEventListener('keydown', cancel, true);
    },
  };
}

function placeAt(x: number, y: number, what: DragStart['what']): DropPlace | null {
  const wanted = what === 'primitive' ? '[data-edge]' : '[data-state]';
  const found = document.elementsFromPoint(x, y).map((element) => element.closest<SVGElement>(wanted));
  const { cell, edge, state } = found.find((element) => element !== null)?.dataset ?? {};
  const kind = cell === 'normal' || cell === 'reduction' ? cell : null;
  if (kind === null) return null;
  if (edge !== undefined) return { on: 'edge', kind, index: Number(edge) };
  return state === undefined ? null : { on: 'state', kind, state: Number(state) };
}
