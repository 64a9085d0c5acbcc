import { onBeforeUnmount, shallowRef, watch } from 'vue';
import type { EvaluationState, RunResults } from '../../../main/api/contract.ts';
import { useAttempts } from '../../stores/attempts.ts';
import { useClient } from '../../stores/client.ts';

/** What a run has learnt, and whether it is being evaluated: always as it is now. */
export function useResults(runOf: () => string) {
  const client = useClient();
  const { problem, attempt } = useAttempts();
  const results = shallowRef<RunResults | null>(null);
  const state = shallowRef<EvaluationState | null>(null);
  let end: (() => void) | null = null;
  const load = async (run: string): Promise<void> => {
    const found = await attempt(() => client.call('results.get', { run }));
    if (found !== null && run === runOf()) results.value = found;
  };
  const follow = (run: string): void => {
    end?.();
    results.value = null;
    state.value = null;
    let known: string | null = null;
    end = client.subscribe('results-changed', { run }, (next) => {
      state.value = next;
      const ids = next.evaluations.join();
      if (ids === known) return;
      known = ids;
      void load(run);
    });
  };
  watch(runOf, follow, { immediate: true });
  onBeforeUnmount(() => end?.());
  return {
    results,
    state,
    problem,
    evaluate: (data: string | null) => attempt(() => client.call('results.evaluate', { run: runOf(), data })),
  };
}
