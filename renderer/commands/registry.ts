import { defineStore } from 'pinia';
import {
  computed,
  getCurrentInstance,
  onActivated,
  onDeactivated,
  onMounted,
  onUnmounted,
  shallowRef,
} from 'vue';
import type { Command } from './command.ts';

/** The commands that can be given now: those of the workbench, and those of the screen that is shown. */
export const useCommandRegistry = defineStore('commands', () => {
  const sources = shallowRef<ReadonlyMap<symbol, () => readonly Command[]>>(new Map());
  const commands = computed(() => [...sources.value.values()].flatMap((source) => source()));
  const find = (id: string): Command | null => commands.value.find((command) => command.id === id) ?? null;
  return {
    commands,
    find,
    /** Adds commands until the returned function is called. */
    add: (source: () => readonly Command[]): (() => void) => {
      const key = Symbol('commands');
      sources.value = new Map([...sources.value, [key, source]]);
      return () => {
        sources.value = new Map([...sources.value].filter(([known]) => known !== key));
      };
    },
    /** Does it, if it can be done now. */
    run: (id: string): void => {
      const command = find(id);
      if (command !== null && (command.isEnabled?.() ?? true)) void command.run();
    },
  };
});

/** Offers commands as long as the component is on the page. */
export function useCommands(source: () => readonly Command[]): void {
  if (getCurrentInstance() === null) throw new Error('internal: commands belong to a component');
  const registry = useCommandRegistry();
  let remove: (() => void) | null = null;
  const add = (): void => {
    remove ??= registry.add(source);
  };
  const end = (): void => {
    remove?.();
    remove = null;
  };
  onMounted(add);
  onActivated(add);
  onDeactivated(end);
  onUnmounted(end);
}
