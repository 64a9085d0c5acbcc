/** An answer to the newest question; the one before stays until it is there, so that nothing flickers. */
import { ref, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { sentenceOf } from '../stores/problems.ts';

/** What is known of what was asked. */
export interface Answer<A> {
  /** The latest; null before the first, and where there is none. */
  readonly value: Readonly<ShallowRef<A | null>>;
  /** Why there is none, in a sentence; null: there is one, or it is on its way. */
  readonly problem: Readonly<Ref<string | null>>;
  /** Asks again. */
  readonly again: () => void;
}

/** Asks whenever the question is another; null: nothing is asked. */
export function useAnswer<A>(question: () => string | null, ask: (text: string) => Promise<A>): Answer<A> {
  const value = shallowRef<A | null>(null);
  const problem = ref<string | null>(null);
  let newest = 0;
  const work = async (text: string | null): Promise<void> => {
    const mine = (newest += 1);
    const settle = (found: A | null, why: string | null): void => {
      if (mine !== newest) return;
      value.value = found;
      problem.value = why;
    };
    try {
      settle(text === null ? null : await ask(text), null);
    } catch (thrown) {
      settle(null, sentenceOf(thrown));
    }
  };
  watch(question, (text) => void work(text), { immediate: true });
  return { value, problem, again: () => void work(question()) };
}
