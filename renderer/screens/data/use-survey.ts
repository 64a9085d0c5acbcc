/** What would be read at a path, found out while it is typed. */
import { onBeforeUnmount, ref, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { ApiProblem } from '../../../main/api/client.ts';
import type { Requests, SetSurvey } from '../../../main/api/contract.ts';
import { useDataSets } from '../../stores/data-sets.ts';
import { sentenceOf } from '../../stores/problems.ts';

/** How the files are to be read; null: no path is given yet. */
export type SurveyRequest = Requests['data.survey'] | null;

/** What was found. */
export interface Surveyed {
  readonly survey: Readonly<ShallowRef<SetSurvey | null>>;
  readonly problem: Readonly<Ref<{ readonly code: string; readonly message: string } | null>>;
  readonly isLooking: Readonly<Ref<boolean>>;
}

/** Somebody who types is let finish. */
const PAUSE_MS = 250;

/** Looks whenever the request is another; the last one counts. */
export function useSurvey(request: () => SurveyRequest): Surveyed {
  const store = useDataSets();
  const survey = shallowRef<SetSurvey | null>(null);
  const problem = ref<{ readonly code: string; readonly message: string } | null>(null);
  const isLooking = ref(false);
  let asked = 0;
  let timer = 0;

  const look = async (wanted: NonNullable<SurveyRequest>, number: number): Promise<void> => {
    try {
      const found = await store.survey(wanted);
      if (number === asked) survey.value = found;
    } catch (thrown) {
      if (number !== asked) return;
      const code = thrown instanceof ApiProblem ? thrown.code : 'internal';
      problem.value = { code, message: sentenceOf(thrown) };
    } finally {
      if (number === asked) isLooking.value = false;
    }
  };
  watch(
    request,
    (wanted, before) => {
      if (JSON.stringify(wanted) === JSON.stringify(before)) return;
      asked += 1;
      window.clearTimeout(timer);
      survey.value = null;
      problem.value = null;
      isLooking.value = wanted !== null;
      if (wanted !== null) {
        const number = asked;
        timer = window.setTimeout(() => void look(wanted, number), PAUSE_MS);
      }
    },
    { immediate: true },
  );
  onBeforeUnmount(() => {
    asked += 1;
    window.clearTimeout(timer);
  });
  return { survey, problem, isLooking };
}
