import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** What can lie over the screens. */
export type Surface = 'palette' | 'shortcuts' | 'settings' | 'about';

/** What lies over the screens; one thing at a time. */
export const useSurfaces = defineStore('surfaces', () => {
  const open = shallowRef<Surface | null>(null);
  return {
    open,
    show: (surface: Surface): void => void (open.value = surface),
    close: (): void => void (open.value = null),
  };
});
