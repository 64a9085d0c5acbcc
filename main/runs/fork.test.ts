import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { prepareArithmetic } from '../../test/support/arithmetic-loop.ts';
import { arithmeticPlan, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { weightsSha256 } from './checkpoint-file.ts';
import { newestCheckpoint } from './checkpoints.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import type { RunEvent } from './events.ts';
import { beginningAt, ownBeginning, withLength } from './fork.ts';
import type { NewRun } from './new-run.ts';
import { summarize } from './summary.ts';
import type { StoredRun } from './summary.ts';
import { readEvents } from './supervise.ts';
import { runToEnd } from './trainer.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
  return () => home.dispose();
});

const CARE = { ...arithmeticPlan().care, keep: 'all' } as const;
const finish = async (run: StoredRun): Promise<StoredRun> => {
  const stop = new AbortController().signal;
  const end = await runToEnd({ run, prepare: prepareArithmetic, stop, clock: SYSTEM_CLOCK });
  expect(end).toEqual({ state: 'finished' });
  return home.store.find(run.id);
};
/** A whole run of 3 epochs with 4 steps each. */
const parentRun = async (plan: NewRun = arithmeticPlan()): Promise<StoredRun> =>
  finish(await home.store.create({ ...plan, care: CARE }));
const forkOf = async (run: StoredRun, step: number, plan: NewRun = run.record): Promise<StoredRun> => {
  const { id: _, created: _created, starts: _starts, ...same } = { ...run.record, ...plan };
  const origin = { kind: 'fork', run: run.id, step } as const;
  return home.store.create({ ...same, origin, beginning: await beginningAt(run, step) });
};
const weights = async (run: StoredRun): Promise<string | null> => {
  const { checkpoint } = await newestCheckpoint(run.paths.checkpoints);
  return checkpoint === null ? null : weightsSha256(checkpoint.snapshot);
};
/** What of a log the numbers are made of. */
const curve = async (run: StoredRun): Promise<readonly unknown[]> => {
  const shown = ({ seq: _, at: _at, ...event }: RunEvent): object[] => {
    if (event.type === 'step') return [{ ...event, seconds: 0 }];
    return event.type === 'epoch' || event.type === 'alphas' ? [event] : [];
  };
  return (await readEvents(run)).events.flatMap(shown);
};

describe('a run that goes on from a checkpoint of another', () => {
  it('is whole: its curve, its checkpoint and where it is from', async () => {
    const parent = await parentRun();
    const fork = await forkOf(parent, 8);
    expect(fork.record.origin).toEqual({ kind: 'fork', run: parent.id, step: 8 });
    expect(await readdir(fork.paths.checkpoints)).toEqual(['8.ckpt']);
    expect(await summarize(fork)).toMatchObject({
      state: 'queued',
      step: 8,
      latest: { epoch: 1 },
      result: null,
    });
    const { events, problems } = await readEvents(fork);
    expect(problems).toEqual([]);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i));
    expect(events.slice(-2)).toMatchObject([
      { type: 'checkpoint', step: 8, file: '8.ckpt' },
      { type: 'state', state: 'queued' },
    ]);
    // Nothing of the other run's processes.
    expect(
      events.filter(({ type }) => type === 'engine' || type === 'state' || type === 'result'),
    ).toHaveLength(1);
    const before = (await curve(parent)).length;
    expect((await curve(fork)).length).toBeLessThan(before);
  });

  it('ends with the bits of the other when nothing is changed', async () => {
    const parent = await parentRun();
    const fork = await finish(await forkOf(parent, 8));
    expect(await weights(fork)).toBe(await weights(parent));
    expect(await curve(fork)).toEqual(await curve(parent));
    expect(fork.record.starts).toMatchObject([{ fromStep: 8 }]);
  });

  it('needs the other no more', async () => {
    const parent = await parentRun();
    const expected = [await weights(parent), await curve(parent)];
    const fork = await forkOf(parent, 4);
    await rm(parent.paths.folder, { recursive: true });
    const ended = await finish(fork);
    expect([await weights(ended), await curve(ended)]).toEqual(expected);
  });

  it('goes on differently with other settings', async () => {
    const parent = await parentRun();
    const plan = { ...arithmeticPlan({ epochs: 5 }), seed: 9 };
    const fork = await finish(await forkOf(parent, 12, plan));
    const steps = (await readEvents(fork)).events.filter(({ type }) => type === 'step');
    expect(steps.map((event) => (event.type === 'step' ? event.step : 0))).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
    expect(await weights(fork)).not.toBe(await weights(parent));
    expect(await summarize(fork)).toMatchObject({ state: 'finished', step: 20, steps: 20 });
    expect(await summarize(parent)).toMatchObject({ state: 'finished', step: 12, steps: 12 });
  });

  it('says how long it will be from the beginning', async () => {
    const parent = await parentRun();
    const beginning = withLength(await beginningAt(parent, 4), { steps: 40, epochs: 10 });
    const fork = await home.store.create({ ...arithmeticPlan({ epochs: 10 }), beginning });
    expect(await summarize(fork)).toMatchObject({ step: 4, steps: 40 });
  });

  it('takes the steps that count of a run that was resumed', async () => {
    const parent = await parentRun();
    const { events } = await readEvents(parent);
    const stopped = await home.store.create({ ...arithmeticPlan(), care: CARE });
    const stop = new AbortController();
    const prepare: typeof prepareArithmetic = async (run, restore) => {
      const prepared = await prepareArithmetic(run, restore);
      return {
        ...prepared,
        loop: {
          ...prepared.loop,
          async *events() {
            for (const told = prepared.loop.events(); ;) {
              const { done, value } = await told.next();
              if (done === true) return value;
              yield value;
              if (value.type === 'step' && value.step === 6) stop.abort();
            }
          },
        },
      };
    };
    await runToEnd({ run: stopped, prepare, stop: stop.signal, clock: SYSTEM_CLOCK });
    await finish(await home.store.find(stopped.id));
    const fork = await finish(await forkOf(await home.store.find(stopped.id), 8));
    expect(await curve(fork)).toEqual(await curve(parent));
    expect(events.length).toBeGreaterThan(0);
  });

  it('keeps what it began with, so that it can be run again', async () => {
    const parent = await parentRun();
    const fork = await finish(
      await forkOf(parent, 8, { ...arithmeticPlan(), seed: 5, care: { ...CARE, keep: 1 } }),
    );
    expect(await readdir(fork.paths.checkpoints)).toEqual(['12.ckpt']);
    await rm(parent.paths.folder, { recursive: true });
    const beginning = await ownBeginning(fork);
    expect(beginning?.snapshot.step).toBe(8);
    const { id: _, created: _created, starts: _starts, ...plan } = fork.record;
    const origin = { kind: 'again', run: fork.id, step: 8 } as const;
    const again = await finish(
      await home.store.create({ ...plan, origin, ...(beginning === null ? {} : { beginning }) }),
    );
    expect(await weights(again)).toBe(await weights(fork));
    expect(await curve(again)).toEqual(await curve(fork));
    expect(await ownBeginning(parent)).toBeNull();
  });

  it('is refused where there is no such checkpoint, with those that there are', async () => {
    const parent = await parentRun();
    await expect(beginningAt(parent, 5)).rejects.toMatchObject({
      code: 'runs/checkpoint-not-kept',
      message: expect.stringMatching(
        /no checkpoint of step 5; kept are those of the steps 4, 8, 12\. .*--keep all/,
      ),
    });
    const none = await home.store.create(arithmeticPlan());
    await expect(beginningAt(none, 5)).rejects.toMatchObject({ code: 'runs/no-checkpoint' });
  });

  it('is never made of a damaged checkpoint', async () => {
    const parent = await parentRun();
    const file = join(parent.paths.checkpoints, '8.ckpt');
    const bytes = await readFile(file);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(file, bytes);
    await expect(beginningAt(parent, 8)).rejects.toMatchObject({ code: 'runs/damaged-checkpoint' });
    expect((await home.store.list()).runs).toHaveLength(1);
  });
});
