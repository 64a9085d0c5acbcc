import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareArithmetic } from '../../test/support/arithmetic-loop.ts';
import { arithmeticPlan, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { AppError } from '../base/errors.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import type { RunEvent } from './events.ts';
import { bytesWords, memoryWarning } from './memory.ts';
import type { MemoryOutlook } from './memory.ts';
import { summarize } from './summary.ts';
import type { StoredRun } from './summary.ts';
import { settle } from './settle.ts';
import { readEvents } from './supervise.ts';
import { runToEnd } from './trainer.ts';
import type { PreparedRun, TrainerEnd } from './trainer.ts';
import { openWriter } from './writer.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const TIGHT: MemoryOutlook = {
  estimatedBytes: 3.04e9,
  availableBytes: 1.9e9,
  batch: 64,
  largestBatch: 24,
};
const WORDS = 'it needs about 3.0 GB, 1.9 GB were free when it started, and a batch of 24 instead of 64 fits';
const exhausted = (data = {}): AppError =>
  new AppError('engine/out-of-memory', 'OOM when allocating', { data });

/** Runs an arithmetic loop whose memory ends before step `failsAt`. */
async function train(run: StoredRun, memory: MemoryOutlook | null, failsAt = Infinity): Promise<TrainerEnd> {
  const prepare = async (opened: StoredRun, restore: Parameters<typeof prepareArithmetic>[1]) => {
    const { loop, environment, ...rest } = await prepareArithmetic(opened, restore);
    async function* events(): ReturnType<PreparedRun['loop']['events']> {
      const inner = loop.events();
      for (let step = 0; ;) {
        const next = await inner.next();
        if (next.done) return next.value;
        if (next.value.type === 'step') step = next.value.step;
        if (step >= failsAt) throw exhausted();
        yield next.value;
      }
    }
    return { ...rest, environment: { ...environment, memory }, loop: { ...loop, events } };
  };
  const stop = new AbortController().signal;
  return runToEnd({ run: await home.store.find(run.id), prepare, stop, clock: SYSTEM_CLOCK });
}
const create = (): Promise<StoredRun> => home.store.create(arithmeticPlan());
const states = async (run: StoredRun): Promise<readonly Extract<RunEvent, { type: 'state' }>[]> =>
  (await readEvents(run)).events.flatMap((event) => (event.type === 'state' ? [event] : []));

describe('a run that memory runs out for', () => {
  it('says in one sentence what it needs, what would fit, and where it can go on', async () => {
    const run = await create();
    const end = await train(run, TIGHT, 6);
    expect(end).toMatchObject({ state: 'failed', error: { code: 'runs/out-of-memory', cause: exhausted() } });
    const { problem } = await summarize(run);
    expect(problem).toBe(
      `The run did not get the memory that it asked for: ${WORDS}; its checkpoint of step 4 is kept: start a smaller run, or free memory and go on with "dartboard runs resume ${run.id}".`,
    );
    expect((await states(run)).at(-1)).toMatchObject({ state: 'failed', code: 'runs/out-of-memory' });
    expect(await train(run, null)).toEqual({ state: 'finished' });
  });

  it('says so too where nothing was estimated, and before the first checkpoint', async () => {
    const run = await create();
    await train(run, null, 2);
    expect((await summarize(run)).problem).toMatch(
      /^The run did not get the memory that it asked for; it has no checkpoint yet: start a smaller run, or /,
    );
    await train(run, { ...TIGHT, largestBatch: null }, 2);
    expect((await summarize(run)).problem).toMatch(/and no batch fits, so use a smaller network; it has no/);
  });

  it('knows the facts from the error when it was not prepared yet', async () => {
    const run = await create();
    const prepare = (): Promise<PreparedRun> => Promise.reject(exhausted({ memory: TIGHT }));
    await runToEnd({ run, prepare, stop: new AbortController().signal, clock: SYSTEM_CLOCK });
    expect((await summarize(run)).problem).toContain(WORDS);
  });

  it('leaves other failures as they are', async () => {
    const run = await create();
    const prepare = (): Promise<PreparedRun> => Promise.reject(new AppError('engine/execution-failed', 'x'));
    await runToEnd({ run, prepare, stop: new AbortController().signal, clock: SYSTEM_CLOCK });
    expect((await states(run)).at(-1)).toMatchObject({ message: 'x', code: 'engine/execution-failed' });
  });
});

describe('a run that may not fit', () => {
  it('is warned of in its log, and begins', async () => {
    const run = await create();
    expect(await train(run, TIGHT)).toEqual({ state: 'finished' });
    const warning =
      'the run may not fit into memory: it needs about 3.0 GB, 1.9 GB are free, and a batch of 24 instead of 64 fits';
    expect((await states(run)).find(({ state }) => state === 'running')?.message).toBe(warning);
    expect((await home.store.find(run.id)).record.starts[0]?.environment.memory).toEqual(TIGHT);
  });

  it('is warned of when it goes on, too', async () => {
    const run = await create();
    await train(run, TIGHT, 6);
    await train(run, TIGHT);
    expect((await states(run)).findLast(({ state }) => state === 'running')?.message).toMatch(
      /^resumed from step 4; the run may not fit into memory: /,
    );
  });

  it('is not warned of where it fits', () => {
    expect(memoryWarning({ ...TIGHT, availableBytes: 4e9, largestBatch: 90 })).toBeNull();
    expect(memoryWarning(null)).toBeNull();
  });
});

describe('a trainer that was killed', () => {
  const killed = { code: null, signal: 'SIGKILL' };
  async function begun(memory: MemoryOutlook | null): Promise<StoredRun> {
    const run = await create();
    await train(run, memory, 6);
    // As if the process had ended instead of the step.
    const writer = await openWriter(await home.store.find(run.id), SYSTEM_CLOCK);
    await writer.append({ type: 'state', state: 'running', message: null });
    await writer.close();
    return run;
  }

  it('may have been ended by the system: the facts are told, no certainty is claimed', async () => {
    const run = await begun(TIGHT);
    expect(await settle(run, killed)).toBe('lost');
    expect((await summarize(run)).problem).toBe(
      `The process that computed the run was killed (SIGKILL), perhaps by the system for lack of memory: ${WORDS}; its checkpoint of step 4 is kept: start a smaller run, or free memory and go on with "dartboard runs resume ${run.id}".`,
    );
  });

  it('does not speak of memory where it was killed here', async () => {
    const run = await begun(TIGHT);
    await settle(run, killed, true);
    const { problem } = await summarize(run);
    expect(problem).toMatch(/ended at once, as asked\. Resume/);
    expect(problem).not.toContain('memory');
  });

  it('has no facts where there was no estimate', async () => {
    const run = await begun(null);
    await settle(run, killed);
    expect((await summarize(run)).problem).toMatch(
      /perhaps by the system for lack of memory; its checkpoint of step 4/,
    );
  });
});

it('writes bytes as people do', () => {
  expect([999.4e6, 1e9, 23.14e9, 0].map(bytesWords)).toEqual(['999 MB', '1.0 GB', '23.1 GB', '0 MB']);
});
