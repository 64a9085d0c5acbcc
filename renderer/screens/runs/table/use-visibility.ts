import { shallowRef, watch } from 'vue';
import { readStored, writeStored } from '../../../stores/browser.ts';
import { parsedJson } from './view.ts';

const HIDDEN_KEY = 'dartboard.runs.hidden';
/** Of more, the ones that were hidden first are shown again. */
const MOST_HIDDEN = 10_000;

/** Which runs are left out of charts, or alone in them. */
export function useVisibility() {
  const hidden = shallowRef<ReadonlySet<string>>(hiddenIn(readStored(HIDDEN_KEY)));
  watch(hidden, (next) => writeStored(HIDDEN_KEY, JSON.stringify([...next].slice(-MOST_HIDDEN))));
  const solo = shallowRef<ReadonlySet<string>>(new Set());
  return {
    hidden,
    solo,
    isVisible: (run: string): boolean => (solo.value.size > 0 ? solo.value.has(run) : !hidden.value.has(run)),
    /** Hides runs in every chart, or shows them again if all of them are hidden. */
    toggleHidden: (runs: readonly string[]): void => {
      const isHidden = runs.every((run) => hidden.value.has(run));
      const next = new Set(hidden.value);
      for (const run of runs) {
        if (isHidden) next.delete(run);
        else next.add(run);
      }
      hidden.value = next;
    },
    /** Shows these alone in every chart, or all again if they are alone already. */
    toggleSolo: (runs: readonly string[]): void => {
      const isAlone = runs.length === solo.value.size && runs.every((run) => solo.value.has(run));
      solo.value = new Set(isAlone ? [] : runs);
    },
  };
}

function hiddenIn(text: string | null): ReadonlySet<string> {
  const kept = parsedJson(text);
  return new Set(Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : []);
}
