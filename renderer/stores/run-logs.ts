import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowReactive, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { useClient } from './client.ts';
import { followRun } from './live-log.ts';
import type { LiveLog } from './live-log.ts';

/** The logs of the runs that somebody looks at now, each followed once, and of no others. */
export const useRunLogs = defineStore('run-logs', () => {
  const client = useClient();
  const logs = shallowReactive(new Map<string, { readonly live: LiveLog; holders: number }>());

  const hold = (run: string, onProblem: (thrown: unknown) => void): void => {
    const known = logs.get(run);
    if (known === undefined) logs.set(run, { live: followRun(client, run, onProblem), holders: 1 });
    else known.holders += 1;
  };
  const release = (run: string): void => {
    const known = logs.get(run);
    if (known === undefined) return;
    known.holders -= 1;
    if (known.holders > 0) return;
    known.live.end();
    logs.delete(run);
  };

  /**
   * The logs of `wanted`, as long as the component or store that asks lives.
   *
   * @param onProblem - told why a log cannot be read
   */
  const follow = (
    wanted: Readonly<Ref<readonly string[]>>,
    onProblem: (thrown: unknown) => void,
  ): ComputedRef<ReadonlyMap<string, LiveLog>> => {
    let held: readonly string[] = [];
    watch(
      wanted,
      (next) => {
        const before = held;
        held = [...new Set(next)];
        for (const run of held) if (!before.includes(run)) hold(run, onProblem);
        for (const run of before) if (!held.includes(run)) release(run);
      },
      { immediate: true },
    );
    onScopeDispose(() => {
      for (const run of held) release(run);
      held = [];
    });
    return computed(
      () =>
        new Map(
          wanted.value.flatMap((run) => {
            const known = logs.get(run);
            return known === undefined ? [] : [[run, known.live] as const];
          }),
        ),
    );
  };
  return { follow };
});
