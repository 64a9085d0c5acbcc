/** What the network of a cell costs, asked again at every edit: one question at a time, the newest wins. */
import { shallowRef, watch } from 'vue';
import type { ShallowRef } from 'vue';
import type { CellCount, CellMemory, CountRequest } from '../../../main/api/contract.ts';
import { useClient } from '../../stores/client.ts';
import { sentenceOf } from '../../stores/problems.ts';

/** An answer that is kept until the next. */
export interface Counted<A> {
  readonly answer: ShallowRef<A | null>;
  /** Why there is none; null: there is, or it is on its way. */
  readonly problem: ShallowRef<string | null>;
  /** What the answer is to: an older question while the newer is on its way. */
  readonly isStale: ShallowRef<boolean>;
}

/** Asks for what `request` says, whenever it says something else, and that for `pauseMs`; null: nothing. */
export function useAnswers<R, A>(
  request: () => R | null,
  ask: (request: R) => Promise<A>,
  pauseMs = 0,
): Counted<A> {
  const answer = shallowRef<A | null>(null);
  const problem = shallowRef<string | null>(null);
  const isStale = shallowRef(false);
  const next: { wanted: R | null } = { wanted: null };
  let isAsking = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const isOutdated = (): boolean => next.wanted !== null;
  const work = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    while (next.wanted !== null) {
      const asked = next.wanted;
      next.wanted = null;
      try {
        const found = await ask(asked);
        // An answer to a question that nobody asks any more is dropped.
        if (isOutdated()) continue;
        answer.value = found;
        problem.value = null;
      } catch (thrown) {
        if (isOutdated()) continue;
        answer.value = null;
        problem.value = sentenceOf(thrown);
      }
    }
    isStale.value = false;
    isAsking = false;
  };
  watch(
    () => JSON.stringify(request()),
    () => {
      next.wanted = request();
      if (next.wanted === null) {
        answer.value = null;
        problem.value = null;
        return;
      }
      isStale.value = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
      if (pauseMs === 0) void work();
      else timer = setTimeout(() => void work(), pauseMs);
    },
    { immediate: true },
  );
  return { answer, problem, isStale };
}

/** The counts of a cell's network. */
export function useCount(request: () => CountRequest | null): Counted<CellCount> {
  const client = useClient();
  return useAnswers(request, (asked) => client.call('cells.count', asked));
}

/** It takes a second of a core, which counting has for itself while one edits. */
const MEMORY_PAUSE_MS = 700;

/** The memory that its training takes. */
export function useMemory(
  request: () => (CountRequest & { readonly batch: number }) | null,
): Counted<CellMemory> {
  const client = useClient();
  return useAnswers(request, (asked) => client.call('cells.memory', asked), MEMORY_PAUSE_MS);
}
