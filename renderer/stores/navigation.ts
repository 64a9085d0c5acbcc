import { defineStore } from 'pinia';
import { computed, onActivated, onMounted, shallowRef, watch } from 'vue';
import type { ScreenName } from '../screens.ts';

/** A cell that is handed from one screen to another. */
export interface OfferedCell {
  /** A name of the library, or a genotype in any known form. */
  readonly genotype: string;
  /** What a person calls it: `DARTS_V2`, `epoch 12 of search 7f3a`. */
  readonly title: string;
  /** The search that it is of; null: none. */
  readonly search: { readonly run: string; readonly epoch: number | null } | null;
}

/** What a screen can be asked for when somebody goes there. */
export interface Visits {
  readonly data: { readonly add: string } | { readonly set: string };
  readonly cells: { readonly edit: OfferedCell } | { readonly compare: readonly OfferedCell[] };
  readonly search: { readonly run: string } | { readonly launch: { readonly data: string | null } };
  readonly train: { readonly run: string } | { readonly launch: OfferedCell };
  readonly runs:
    { readonly compare: readonly string[] } | { readonly show: string } | { readonly queue: true };
  readonly figures: FigureVisit;
}

/** What a figure is to be made of. */
export type FigureVisit = { readonly cells: readonly OfferedCell[] } | { readonly runs: readonly string[] };

interface Visit<S extends ScreenName = ScreenName> {
  readonly screen: S;
  readonly intent: Visits[S] | null;
}

/** Which screen is shown, what it was asked for, and the way back. */
export const useNavigation = defineStore('navigation', () => {
  const past = shallowRef<readonly Visit[]>([]);
  const future = shallowRef<readonly Visit[]>([]);
  const visit = shallowRef<Visit>({ screen: 'search', intent: null });

  return {
    screen: computed(() => visit.value.screen),
    visit,
    canGoBack: computed(() => past.value.length > 0),
    canGoForward: computed(() => future.value.length > 0),
    /** Shows a screen; with `intent`, for that. */
    go: <S extends ScreenName>(screen: S, intent: Visits[S] | null = null): void => {
      if (screen === visit.value.screen && intent === null) return;
      past.value = [...past.value, visit.value].slice(-100);
      future.value = [];
      visit.value = { screen, intent };
    },
    back: (): void => {
      const last = past.value.at(-1);
      if (last === undefined) return;
      future.value = [visit.value, ...future.value];
      past.value = past.value.slice(0, -1);
      visit.value = last;
    },
    forward: (): void => {
      const [next, ...rest] = future.value;
      if (next === undefined) return;
      past.value = [...past.value, visit.value];
      future.value = rest;
      visit.value = next;
    },
  };
});

/** Does what a screen is asked for, each time somebody goes there for it. */
export function useVisits<S extends ScreenName>(screen: S, serve: (intent: Visits[S]) => void): void {
  const navigation = useNavigation();
  let served: unknown = null;
  const look = (): void => {
    const { visit } = navigation;
    if (visit.screen !== screen || visit.intent === null || visit === served) return;
    served = visit;
    // The one place that knows that a visit's intent is that of its screen.
    serve(visit.intent as Visits[S]);
  };
  onMounted(look);
  onActivated(look);
  watch(() => navigation.visit, look);
}
