import { defineAsyncComponent } from 'vue';
import type { Component } from 'vue';
import type { ScreenName } from './screens.ts';

/** Each screen comes when it is first shown: the window must not wait for six of them. */
const LOADERS: Readonly<Record<ScreenName, () => Promise<{ readonly default: Component }>>> = {
  data: () => import('./screens/data/DataScreen.vue'),
  cells: () => import('./screens/cells/CellsScreen.vue'),
  search: () => import('./screens/search/SearchScreen.vue'),
  train: () => import('./screens/train/TrainScreen.vue'),
  runs: () => import('./screens/runs/RunsScreen.vue'),
  figures: () => import('./screens/figures/FiguresScreen.vue'),
};

const componentOf = (name: ScreenName): Component => defineAsyncComponent(LOADERS[name]);

/** The component of each screen. */
export const SCREENS: Readonly<Record<ScreenName, Component>> = {
  data: componentOf('data'),
  cells: componentOf('cells'),
  search: componentOf('search'),
  train: componentOf('train'),
  runs: componentOf('runs'),
  figures: componentOf('figures'),
};

/** Fetches the screens that nobody has asked for yet, when there is nothing else to do: going there is then immediate. */
export function preloadScreens(): void {
  for (const load of Object.values(LOADERS)) {
    window.requestIdleCallback(() => {
      // What is missing now is asked for again, and said, when somebody goes there.
      load().catch(() => undefined);
    });
  }
}
