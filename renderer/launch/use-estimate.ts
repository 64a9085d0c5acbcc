import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { Ref } from 'vue';
import type { EstimateState, LaunchEstimate, Requests } from '../../main/api/contract.ts';
import { useClient } from '../stores/client.ts';

/** Building a network on paper takes a process some seconds: it is begun when nobody types any more. */
const PAUSE_MS = 900;
const DRY_RUN_STEPS = 3;

/** What a run would take, as far as it is known. */
export interface Estimates {
  /** The latest estimate of the form as it is now. */
  readonly known: Readonly<Ref<LaunchEstimate | null>>;
  /** What is being found out, or why it could not be; null: nothing is. */
  readonly state: Readonly<Ref<EstimateState | null>>;
  /** Whether the steps of a dry run are what is being found out. */
  readonly isDryRun: Readonly<Ref<boolean>>;
  dryRun(): void;
  cancel(): void;
}

/** Estimates the run of a form: its memory by itself, the time of its steps when it is asked for. */
export function useEstimate(request: () => Requests['runs.start'] | null): Estimates {
  const client = useClient();
  const state = shallowRef<EstimateState | null>(null);
  const known = shallowRef<LaunchEstimate | null>(null);
  const steps = shallowRef(0);
  let leave: (() => void) | null = null;
  let timer: number | undefined;
  const cancel = (): void => {
    window.clearTimeout(timer);
    leave?.();
    leave = null;
    state.value = null;
  };
  const begin = (computed: number): void => {
    const wanted = request();
    cancel();
    if (wanted === null) return;
    steps.value = computed;
    state.value = { state: 'preparing' };
    leave = client.subscribe('launch-estimate', { request: wanted, steps: computed }, (next) => {
      state.value = next;
      if (next.state !== 'done' && next.state !== 'failed') return;
      leave?.();
      leave = null;
      if (next.state === 'done') known.value = next.estimate;
    });
  };
  watch(
    () => JSON.stringify(request()),
    () => {
      cancel();
      known.value = null;
      timer = window.setTimeout(() => begin(0), PAUSE_MS);
    },
    { immediate: true },
  );
  onScopeDispose(cancel);
  return {
    known,
    state,
    isDryRun: computed(() => steps.value > 0),
    dryRun: () => begin(DRY_RUN_STEPS),
    cancel,
  };
}
