import { onBeforeUnmount, onMounted, shallowRef } from 'vue';
import type { ShallowRef } from 'vue';

/** The size of an element's content, in whole pixels; zero before it is on the page. */
export function useSize(
  element: Readonly<ShallowRef<Element | null>>,
): Readonly<ShallowRef<{ width: number; height: number }>> {
  const size = shallowRef({ width: 0, height: 0 });
  let observer: ResizeObserver | null = null;
  onMounted(() => {
    if (element.value === null) return;
    observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      const next = { width: Math.floor(width), height: Math.floor(height) };
      if (next.width !== size.value.width || next.height !== size.value.height) size.value = next;
    });
    observer.observe(element.value);
  });
  onBeforeUnmount(() => observer?.disconnect());
  return size;
}
