import { ref } from 'vue';
import type { Ref } from 'vue';
import { sentenceOf } from './problems.ts';

/** Does work and says null where it failed; the reason is the problem until something succeeds. */
export type Attempt = <T>(work: () => Promise<T>) => Promise<T | null>;

/** Work that may fail, and the sentence of what failed last; null: nothing. */
export function useAttempts(): { readonly problem: Ref<string | null>; readonly attempt: Attempt } {
  const problem = ref<string | null>(null);
  const attempt: Attempt = async (work) => {
    try {
      const done = await work();
      problem.value = null;
      return done;
    } catch (thrown) {
      problem.value = sentenceOf(thrown);
      return null;
    }
  };
  return { problem, attempt };
}
