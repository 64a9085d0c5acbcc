import type { Component } from 'vue';
import type { ScreenName } from './screens.ts';
import CellsScreen from './screens/cells/CellsScreen.vue';
import DataScreen from './screens/data/DataScreen.vue';
import FiguresScreen from './screens/figures/FiguresScreen.vue';
import RunsScreen from './screens/runs/RunsScreen.vue';
import SearchScreen from './screens/search/SearchScreen.vue';
import TrainScreen from './screens/train/TrainScreen.vue';

/** The component of each screen. */
export const SCREENS: Readonly<Record<ScreenName, Component>> = {
  data: DataScreen,
  cells: CellsScreen,
  search: SearchScreen,
  train: TrainScreen,
  runs: RunsScreen,
  figures: FiguresScreen,
};
