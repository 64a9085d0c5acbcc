import { runToEnd, SYSTEM_CLOCK } from '../../main/runs/index.ts';
import type { StoredRun } from '../../main/runs/index.ts';
import { prepareArithmetic } from './arithmetic-loop.ts';
import { arithmeticPlan } from './runs.ts';
import type { TestHome } from './runs.ts';

/** A new arithmetic run, or that of the id, that is stopped after so many of its 12 steps. */
export async function computedRun(home: TestHome, steps: number, id?: string): Promise<StoredRun> {
  const run = await home.store.find(id ?? (await home.store.create(arithmeticPlan())).id);
  const stop = new AbortController();
  const prepare: typeof prepareArithmetic = async (stored, restore) => {
    const prepared = await prepareArithmetic(stored, restore);
    async function* events(): ReturnType<typeof prepared.loop.events> {
      const inner = prepared.loop.events();
      for (;;) {
        const next = await inner.next();
        if (next.done) return next.value;
        if (next.value.type === 'step' && next.value.step === steps) stop.abort();
        yield next.value;
      }
    }
    return { ...prepared, loop: { ...prepared.loop, events } };
  };
  await runToEnd({ run, prepare, stop: stop.signal, clock: SYSTEM_CLOCK });
  return home.store.find(run.id);
}
