import { defineStore } from 'pinia';
import { computed, getCurrentInstance, onBeforeUnmount, shallowRef } from 'vue';
import type { IconName } from '../ui/icons.ts';

/** A thing that the palette finds by its name besides commands: a run, a cell. */
export interface PaletteItem {
  /** For ever the same: `runs.3f7a`. */
  readonly id: string;
  readonly title: string;
  /** What tells it from others of its name. */
  readonly detail: string;
  readonly icon: IconName;
  readonly run: () => void | Promise<void>;
}

/** Where the palette asks for things. */
export const usePaletteSources = defineStore('palette-sources', () => {
  const sources = shallowRef<ReadonlyMap<symbol, () => readonly PaletteItem[]>>(new Map());
  return {
    items: computed(() => [...sources.value.values()].flatMap((source) => source())),
    /** Adds things until the returned function is called. */
    add: (source: () => readonly PaletteItem[]): (() => void) => {
      const key = Symbol('palette');
      sources.value = new Map([...sources.value, [key, source]]);
      return () => {
        sources.value = new Map([...sources.value].filter(([known]) => known !== key));
      };
    },
  };
});

/** Lets the palette find these as long as the component lives, shown or not. */
export function usePaletteItems(source: () => readonly PaletteItem[]): void {
  if (getCurrentInstance() === null)
    throw new Error('internal: what the palette finds belongs to a component');
  onBeforeUnmount(usePaletteSources().add(source));
}
