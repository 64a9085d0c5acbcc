/** The cells of the benchmark that a person went to, and the way back. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { readStored, writeStored } from '../stores/browser.ts';
import { sentenceOf } from '../stores/problems.ts';
import { useBenchmark } from './benchmark-store.ts';
import { KNOWN_CELLS, looksLikeArch, readArch } from './benchmark-cell.ts';

const KEY = 'dartboard.benchmark.cell';
/** Nobody goes back farther. */
const MOST = 200;

/** Where somebody is among the cells. */
export const useVisitedCells = defineStore('visited-cells', () => {
  const benchmark = useBenchmark();
  const past = shallowRef<readonly string[]>([]);
  const future = shallowRef<readonly string[]>([]);
  const arch = ref<string | null>(null);
  const problem = ref<string | null>(null);
  let asked = 0;
  watch(arch, (next) => next !== null && writeStored(KEY, next));

  const step = (from: typeof past, to: typeof past): void => {
    const next = from.value.at(-1);
    if (next === undefined || arch.value === null) return;
    asked += 1;
    to.value = [...to.value, arch.value];
    from.value = from.value.slice(0, -1);
    arch.value = next;
    problem.value = null;
  };
  /** Shows a cell by its architecture string. */
  const show = (next: string): void => {
    asked += 1;
    problem.value = null;
    if (next === arch.value) return;
    if (arch.value !== null) past.value = [...past.value, arch.value].slice(-MOST);
    future.value = [];
    arch.value = next;
  };
  /** Goes to the cell that a text means; where it means none, `problem` says why. */
  const go = async (text: string): Promise<void> => {
    const mine = (asked += 1);
    try {
      const found = looksLikeArch(text) ? readArch(text) : (await benchmark.cell(text.trim())).arch;
      if (mine === asked) show(found);
    } catch (thrown) {
      if (mine !== asked) return;
      problem.value = sentenceOf(thrown);
      // What is wrong stands beside a cell; this one is known without asking.
      arch.value ??= KNOWN_CELLS.skips.text;
    }
  };
  return {
    /** The architecture string of the cell that is shown; null: none yet. */
    arch,
    /** Why the latest text is no cell. */
    problem,
    canGoBack: computed(() => past.value.length > 0),
    canGoForward: computed(() => future.value.length > 0),
    back: () => step(past, future),
    forward: () => step(future, past),
    show,
    go,
    /** Forgets what was wrong with a text. */
    forgive: () => {
      problem.value = null;
    },
    /** Goes to where one was the last time, unless one is somewhere. */
    begin: async (): Promise<void> => {
      if (arch.value !== null || asked > 0) return;
      const stored = readStored(KEY);
      await go(stored !== null && looksLikeArch(stored) ? stored : KNOWN_CELLS.isdarts.text);
    },
  };
});
