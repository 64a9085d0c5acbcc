import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareArithmetic } from '../../test/support/arithmetic-loop.ts';
import { arithmeticPlan, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { findPublished, SPACES } from '../spaces/index.ts';
import type { Genotype } from '../spaces/index.ts';
import { DEFAULT_CARE } from './care.ts';
import type { Care } from './care.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { summarize } from './summary.ts';
import type { StoredRun } from './summary.ts';
import { readEvents } from './supervise.ts';
import { runToEnd } from './trainer.ts';
import type { PreparedRun, TrainerEnd, TrainerOptions } from './trainer.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const { genotype: sound } = findPublished('DARTS_V2');
const collapsed: Genotype = {
  ...sound,
  normal: {
    ...sound.normal,
    edges: sound.normal.edges.map((edge) => ({ ...edge, primitive: 'skip_connect' })),
  },
};

/** A search whose cell is nothing but skip connections after these epochs. */
const collapsing =
  (epochs: readonly number[]): TrainerOptions['prepare'] =>
  async (run, restore): Promise<PreparedRun> => {
    const prepared = await prepareArithmetic(run, restore);
    async function* events(): ReturnType<PreparedRun['loop']['events']> {
      const inner = prepared.loop.events();
      for (;;) {
        const { done, value } = await inner.next();
        if (done) return value;
        if (value.type !== 'epoch') yield value;
        else {
          const { alphas } = value.detail as { alphas: { normal: number[][]; reduction: number[][] } };
          const genotype = epochs.includes(value.epoch) ? collapsed : sound;
          yield { ...value, detail: { alphas, genotype } };
        }
      }
    }
    return { ...prepared, alphaSpace: SPACES.darts, loop: { ...prepared.loop, events } };
  };

const create = (onAlarm: Care['onAlarm']): Promise<StoredRun> =>
  home.store.create({
    ...arithmeticPlan({ epochs: 10, stepsPerEpoch: 2 }),
    care: { ...DEFAULT_CARE, onAlarm },
  });
async function train(run: StoredRun, epochs: readonly number[]): Promise<TrainerEnd> {
  return runToEnd({
    run: await home.store.find(run.id),
    prepare: collapsing(epochs),
    stop: new AbortController().signal,
    clock: SYSTEM_CLOCK,
  });
}
const alarms = async (run: StoredRun): Promise<readonly string[]> =>
  (await readEvents(run)).events.flatMap((event) =>
    event.type === 'alarm' ? [`${event.alarm}@${event.epoch}`] : [],
  );

describe('a search that collapses', () => {
  it('is told of, and goes on', async () => {
    const run = await create('warn');
    expect(await train(run, [4, 5, 6, 8])).toEqual({ state: 'finished' });
    expect(await alarms(run)).toEqual(['skips@4', 'skips@8']);
    const { events } = await readEvents(run);
    const at = events.findIndex(({ type }) => type === 'alarm');
    expect(events.slice(at - 2, at + 2).map(({ type }) => type)).toEqual([
      'epoch',
      'alphas',
      'alarm',
      'checkpoint',
    ]);
  });

  it('is not looked at where nobody wants to know', async () => {
    const run = await create('off');
    expect(await train(run, [4, 5])).toEqual({ state: 'finished' });
    expect(await alarms(run)).toEqual([]);
  });

  it('stops where that is wanted, with a checkpoint and the reason; who resumes it has decided', async () => {
    const run = await create('stop');
    expect(await train(run, [4, 5, 6, 8])).toEqual({ state: 'interrupted' });
    expect(await summarize(run)).toMatchObject({ state: 'interrupted', step: 10 });
    const last = (await readEvents(run)).events.at(-1);
    expect(last).toMatchObject({
      state: 'interrupted',
      message: expect.stringMatching(
        /^stopped at step 10, as the run asks for it: 8 of the 8 edges of the normal cell are skip connections/,
      ),
    });
    // The same excursion stops it once; another one does so again.
    expect(await train(run, [4, 5, 6, 8])).toEqual({ state: 'interrupted' });
    expect(await alarms(run)).toEqual(['skips@4', 'skips@8']);
    expect(await train(run, [4, 5, 6, 8])).toEqual({ state: 'finished' });
    expect(await alarms(run)).toEqual(['skips@4', 'skips@8']);
  });

  it('in its last epoch is told of, but has its result: there is nothing to stop any more', async () => {
    const run = await create('stop');
    expect(await train(run, [9])).toEqual({ state: 'finished' });
    expect(await alarms(run)).toEqual(['skips@9']);
  });
});
