/** Says what is wrong with a project whose runs cannot be listed at all. */
import { onBeforeUnmount, watch } from 'vue';
import { useClient } from '../stores/client.ts';
import { useHost } from '../stores/host.ts';
import { sentenceOf } from '../stores/problems.ts';
import { useRuns } from '../stores/runs.ts';

/** Ten thousand runs are listed sooner. */
const PATIENCE_MS = 3000;

/** As long as the component is on the page. Who only waits for news of the runs never hears that there can be none. */
export function useProjectCheck(): void {
  const client = useClient();
  const host = useHost();
  const runs = useRuns();
  let timer = 0;
  const ask = async (): Promise<void> => {
    if (runs.list !== null) return;
    try {
      await client.call('runs.list', {});
    } catch (thrown) {
      host.problem = sentenceOf(thrown);
    }
  };
  watch(
    () => host.info,
    () => {
      window.clearTimeout(timer);
      if (host.info !== null && runs.list === null) timer = window.setTimeout(() => void ask(), PATIENCE_MS);
    },
    { immediate: true },
  );
  onBeforeUnmount(() => window.clearTimeout(timer));
}
