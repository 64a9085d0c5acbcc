import type { IconName } from './ui/icons.ts';

/** A screen of the workbench, as the activity bar shows it. */
export interface ScreenWords {
  readonly title: string;
  readonly icon: IconName;
}

/** The screens in the order of the activity bar. Their components are in `routes.ts`. */
export const SCREEN_WORDS = {
  data: { title: 'Data', icon: 'data' },
  cells: { title: 'Cells', icon: 'cells' },
  search: { title: 'Search', icon: 'search' },
  train: { title: 'Train', icon: 'train' },
  runs: { title: 'Runs', icon: 'runs' },
  figures: { title: 'Figures', icon: 'figures' },
} as const satisfies Record<string, ScreenWords>;

/** The id of a screen. */
export type ScreenName = keyof typeof SCREEN_WORDS;
