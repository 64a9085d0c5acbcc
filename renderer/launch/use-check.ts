import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { Ref } from 'vue';
import type { LaunchCheck, Requests } from '../../main/api/contract.ts';
import { useClient } from '../stores/client.ts';
import { sentenceOf } from '../stores/problems.ts';

/** Short enough to seem immediate, long enough that not every letter is asked about. */
const PAUSE_MS = 120;

/** What the host says of a form, asked again whenever it is another. */
export interface Checked {
  readonly check: Readonly<Ref<LaunchCheck | null>>;
  /** Whether the answer is that of the form as it is now. */
  readonly isCurrent: Readonly<Ref<boolean>>;
  /** Why there is no answer. */
  readonly problem: Readonly<Ref<string | null>>;
}

/** Asks the host about a request that is being written. */
export function useCheck(request: () => Requests['launch.check']): Checked {
  const client = useClient();
  const check = shallowRef<LaunchCheck | null>(null);
  const isCurrent = ref(false);
  const problem = ref<string | null>(null);
  let asked = 0;
  let timer: number | undefined;
  const ask = async (): Promise<void> => {
    asked += 1;
    const number = asked;
    const wanted = request();
    try {
      const answer = await client.call('launch.check', wanted);
      if (number !== asked) return;
      check.value = answer;
      problem.value = null;
    } catch (thrown) {
      if (number !== asked) return;
      problem.value = sentenceOf(thrown);
    }
    isCurrent.value = true;
  };
  watch(
    () => JSON.stringify(request()),
    (_, before) => {
      isCurrent.value = false;
      // An answer that is on its way is of an older form.
      asked += 1;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void ask(), before === undefined ? 0 : PAUSE_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    window.clearTimeout(timer);
    asked += 1;
  });
  return { check, isCurrent, problem };
}
