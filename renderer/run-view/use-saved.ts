import { ref, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import type { SavedState } from '../../main/api/contract.ts';
import { useClient } from '../stores/client.ts';
import { sentenceOf } from '../stores/problems.ts';

/**
 * The checkpoints that are kept of a run, the newest first.
 *
 * @param of - the run, and something that changes when one more is written; null: no run
 */
export function useSaved(of: () => readonly [run: string, newest: number | null] | null): {
  readonly saved: Readonly<ShallowRef<readonly SavedState[]>>;
  readonly problem: Readonly<Ref<string | null>>;
} {
  const client = useClient();
  const saved = shallowRef<readonly SavedState[]>([]);
  const problem = ref<string | null>(null);
  let asked = 0;
  watch(
    () => of()?.join(' ') ?? null,
    async () => {
      const run = of()?.[0] ?? null;
      const mine = ++asked;
      if (run === null) {
        saved.value = [];
        return;
      }
      try {
        const found = await client.call('runs.saved', { run });
        if (mine === asked) [saved.value, problem.value] = [found, null];
      } catch (thrown) {
        if (mine === asked) problem.value = sentenceOf(thrown);
      }
    },
    { immediate: true },
  );
  return { saved, problem };
}
