import { runToEnd, SYSTEM_CLOCK } from '../../main/runs/index.ts';
import type { Clock, StoredRun, TrainerEnd, TrainerOptions } from '../../main/runs/index.ts';
import { prepareArithmetic } from '../support/arithmetic-loop.ts';

/** Computes a run of arithmetic in this process, from where it was to its end. */
export const compute = (run: StoredRun, clock: Clock = SYSTEM_CLOCK): Promise<TrainerEnd> =>
  runToEnd({ run, prepare: prepareArithmetic, stop: new AbortController().signal, clock });

/** Computes a run of arithmetic to that step, where it is stopped with a checkpoint. */
export async function computeTo(run: StoredRun, step: number, clock: Clock = SYSTEM_CLOCK): Promise<void> {
  const stop = new AbortController();
  const prepare: TrainerOptions['prepare'] = async (opened, restore) => {
    const prepared = await prepareArithmetic(opened, restore);
    async function* events(): ReturnType<typeof prepared.loop.events> {
      const inner = prepared.loop.events();
      for (let next = await inner.next(); ; next = await inner.next()) {
        if (next.done) return next.value;
        if (next.value.type === 'step' && next.value.step === step) stop.abort();
        yield next.value;
      }
    }
    return { ...prepared, loop: { ...prepared.loop, events } };
  };
  const end = await runToEnd({ run, prepare, stop: stop.signal, clock });
  if (end.state !== 'interrupted') throw new Error(`the run ended ${end.state} before it was stopped`);
}
