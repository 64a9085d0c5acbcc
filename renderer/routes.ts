import type { Component } from 'vue';
import SearchScreen from './screens/search/SearchScreen.vue';
import type { IconName } from './ui/icons.ts';

/** A screen of the workbench, as the activity bar shows it. */
export interface ScreenDef {
  readonly title: string;
  readonly icon: IconName;
  readonly component: Component;
}

/** The screens in the order of the activity bar. */
export const SCREENS = {
  search: { title: 'Search', icon: 'search', component: SearchScreen },
} as const satisfies Record<string, ScreenDef>;

/** The id of a screen. */
export type ScreenName = keyof typeof SCREENS;
