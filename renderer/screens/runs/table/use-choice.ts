import { computed, ref, shallowRef } from 'vue';
import { runsOf } from './rows.ts';
import type { Row } from './rows.ts';

/**
 * Which rows are chosen, and which one the keyboard is at.
 *
 * @param isHere - whether there is such a run: what another window has removed is not chosen, until it is back
 */
export function useChoice(rows: () => readonly Row[], isHere: (run: string) => boolean) {
  const chosen = shallowRef<ReadonlySet<string>>(new Set());
  const active = ref<string | null>(null);
  /** Where a range begins. */
  const anchor = ref<string | null>(null);
  const placeOf = (id: string | null): number =>
    id === null ? -1 : rows().findIndex((row) => row.id === id);
  const at = (place: number): string | null => rows()[place]?.id ?? null;
  const idsOf = (from: number, to: number): readonly string[] =>
    rows()
      .slice(Math.min(from, to), Math.max(from, to) + 1)
      .flatMap(runsOf);
  return {
    chosen: computed<ReadonlySet<string>>(() => {
      const all = [...chosen.value];
      return all.every(isHere) ? chosen.value : new Set(all.filter(isHere));
    }),
    active,
    choose: (runs: Iterable<string>): void => void (chosen.value = new Set(runs)),
    chooseAll: (): void => void (chosen.value = new Set(rows().flatMap(runsOf))),
    /** Chooses one row alone. */
    chooseRow: (id: string): void => {
      active.value = id;
      anchor.value = id;
      const place = placeOf(id);
      chosen.value = new Set(place < 0 ? [] : idsOf(place, place));
    },
    /** Adds a row to what is chosen, or takes it out. */
    toggleRow: (id: string): void => {
      active.value = id;
      anchor.value = id;
      const own = rows().find((row) => row.id === id);
      const ids = own === undefined ? [] : runsOf(own);
      const isIn = ids.every((run) => chosen.value.has(run));
      const next = new Set(chosen.value);
      for (const run of ids) {
        if (isIn) next.delete(run);
        else next.add(run);
      }
      chosen.value = next;
    },
    /** Chooses all rows from where the choice began. */
    extendTo: (id: string): void => {
      const [from, to] = [placeOf(anchor.value), placeOf(id)];
      active.value = id;
      if (to >= 0) chosen.value = new Set(idsOf(from < 0 ? to : from, to));
    },
    /** The row so many rows further; null: there is none. */
    stepFrom: (id: string | null, by: number): string | null => {
      const last = rows().length - 1;
      const place = placeOf(id);
      return at(place < 0 ? 0 : Math.min(last, Math.max(0, place + by)));
    },
  };
}
