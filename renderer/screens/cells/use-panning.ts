/** The wheel and the pointer on a canvas: Ctrl and the wheel look nearer, the ground is taken and moved. */
import { onBeforeUnmount, onMounted, ref } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import type { Viewport } from './viewport.ts';

/** What one notch of a wheel comes nearer by, as the exponent of e for a pixel. */
const PER_PIXEL = 0.0022;
/** Some wheels say lines or pages. */
const PIXELS = [1, 16, 200] as const;

/** Follows wheel and pointer of an element. */
export function usePanning(
  element: Readonly<ShallowRef<HTMLElement | null>>,
  viewportOf: () => Viewport,
): { readonly isPanning: Ref<boolean>; begin(event: PointerEvent): void } {
  const isPanning = ref(false);
  let end: (() => void) | null = null;
  const onWheel = (event: WheelEvent): void => {
    const viewport = viewportOf();
    const box = element.value?.getBoundingClientRect();
    const unit = PIXELS[event.deltaMode] ?? 1;
    const isNear = viewport.view.value.scale > 1;
    // The page scrolls as usual while all of the cell is to be seen.
    if (box === undefined || (!event.ctrlKey && !event.metaKey && !isNear)) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      const at = { x: event.clientX - box.left, y: event.clientY - box.top };
      viewport.zoom(Math.exp(-event.deltaY * unit * PER_PIXEL), at);
    } else if (event.shiftKey) viewport.pan(-(event.deltaX + event.deltaY) * unit, 0);
    else viewport.pan(-event.deltaX * unit, -event.deltaY * unit);
  };
  // A listener in the markup would be told too late that the page is not to scroll.
  onMounted(() => element.value?.addEventListener('wheel', onWheel, { passive: false }));
  onBeforeUnmount(() => {
    end?.();
    element.value?.removeEventListener('wheel', onWheel);
  });
  return {
    isPanning,
    begin: (event) => {
      const viewport = viewportOf();
      const isGround =
        event.target instanceof Element && event.target.closest('[data-cell], .handle') === null;
      const isTaken = event.button === 1 || (event.button === 0 && isGround);
      if (!isTaken || viewport.view.value.scale === 1) return;
      end?.();
      end = follow(event, viewport, () => {
        end = null;
        isPanning.value = false;
      });
      isPanning.value = true;
    },
  };
}

function follow(event: PointerEvent, viewport: Viewport, ended: () => void): () => void {
  let last = { x: event.clientX, y: event.clientY };
  const move = (moved: PointerEvent): void => {
    if (moved.pointerId !== event.pointerId) return;
    viewport.pan(moved.clientX - last.x, moved.clientY - last.y);
    last = { x: moved.clientX, y: moved.clientY };
  };
  const end = (): void => {
    window.removeEventListener('pointermove', move);
    window.removeEventListener('pointerup', end);
    window.removeEventListener('pointercancel', end);
    ended();
  };
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', end);
  window.addEventListener('pointercancel', end);
  return end;
}
