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
  /** What the host looks at for this; null: nothing. */
  let ticket: string | null = null;

  const look = async (wanted: NonNullable<SurveyRequest>, number: number): Promise<void> => {
    const own = crypto.randomUUID();
    ticket = own;
    try {
      const found = await store.survey({ ...wanted, ticket: own });
      if (number === asked) survey.value = found;
    } catch (thrown) {
      if (number !== asked) return;
      const code = thrown instanceof ApiProblem ? thrown.code : 'internal';
      problem.value = { code, message: sentenceOf(thrown) };
    } finally {
      if (ticket === own) ticket = null;
      if (number === asked) isLooking.value = false;
    }
  };
  /** Folders of millions are not read to their end for nobody. Where the host cannot be told, it is gone or reads on: nothing is lost. */
  const leave = (): void => {
    asked += 1;
    window.clearTimeout(timer);
    if (ticket !== null) store.stopSurvey(ticket).catch(() => undefined);
    ticket = null;
  };
  watch(
    request,
    (wanted, before) => {
      if (JSON.stringify(wanted) === JSON.stringify(before)) return;
      leave();
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
  onBeforeUnmount(leave);
  return { survey, problem, isLooking };
}
