/** A search that makes its supernet smaller, through a run: its log, and how it goes on from its checkpoints. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { arithmeticPlan, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { TINY_SPACE, tinyData } from '../../test/support/tiny-data.ts';
import { createTfjsExecutor } from '../engine/index.ts';
import { createSearchLoop, searchConfigSchema } from '../search/index.ts';
import type { Snapshot } from '../train/index.ts';
import { weightsSha256 } from './checkpoint-file.ts';
import { newestCheckpoint } from './checkpoints.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import type { RunEvent } from './events.ts';
import type { Environment } from './record.ts';
import type { StoredRun } from './summary.ts';
import { readEvents } from './supervise.ts';
import { runToEnd } from './trainer.ts';
import type { PreparedRun } from './trainer.ts';

const executor = await createTfjsExecutor();
const config = searchConfigSchema.parse({
  space: 'darts',
  method: { name: 'importance', options: { shrinks: 2, interval: 1 } },
  network: { initChannels: 2, cells: 3 },
  batch: 4,
  epochs: 3,
  weights: { learningRate: { max: 0.1 }, weightDecay: 3e-4 },
  augment: {},
  trainPortion: 1,
});

const ENVIRONMENT: Environment = {
  ...{ app: 'test', node: 'test', platform: 'test', engine: 'tfjs', device: 'cpu', deviceName: 'test' },
  ...{ threads: 1, notes: [], host: 'test', cpu: 'test', memoryBytes: 1, memory: null },
};

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

/** Computes a run, or what is left of it; `stopAt`: until that was told. */
async function train(run: StoredRun, stopAt?: (event: { readonly type: string }) => boolean): Promise<void> {
  const stop = new AbortController();
  const prepare = async (_: StoredRun, restore: Snapshot | null): Promise<PreparedRun> => {
    const loop = await createSearchLoop({
      ...{ config, space: TINY_SPACE, data: tinyData({ train: 8, test: 4 }), executor, seed: 1, restore },
    });
    async function* events(): ReturnType<PreparedRun['loop']['events']> {
      const running = loop.events();
      for (;;) {
        const next = await running.next();
        if (next.done === true) {
          const { genotype, alphas } = next.value;
          return { kind: 'search', genotype, alphas };
        }
        if (stopAt?.(next.value) === true) stop.abort();
        yield next.value;
      }
    }
    return { loop: { ...loop, events }, device: 'tfjs', environment: ENVIRONMENT };
  };
  await runToEnd({ run: await home.store.find(run.id), prepare, stop: stop.signal, clock: SYSTEM_CLOCK });
}

const told = async (run: StoredRun): Promise<readonly RunEvent[]> => (await readEvents(run)).events;
const shrinksIn = (events: readonly RunEvent[]) =>
  events.flatMap((event) => {
    if (event.type !== 'shrink') return [];
    const { epoch, removed, importance, parameters } = event;
    return [{ epoch, removed, importance, parameters }];
  });
const hashOf = async (run: StoredRun): Promise<string> => {
  const { checkpoint } = await newestCheckpoint(run.paths.checkpoints);
  return checkpoint === null ? 'none' : weightsSha256(checkpoint.snapshot);
};

it('tells of each shrink before its epoch, with the time of the steps before it', async () => {
  const run = await home.store.create(arithmeticPlan());
  await train(run);
  const events = await told(run);
  const order = events.flatMap(({ type }) => (['shrink', 'epoch', 'alphas'].includes(type) ? [type] : []));
  expect(order).toEqual([
    ...['alphas', 'shrink', 'epoch', 'alphas', 'shrink', 'epoch', 'alphas', 'epoch', 'alphas'],
  ]);
  const [first, second] = events.flatMap((event) => (event.type === 'shrink' ? [event] : []));
  expect(first?.secondsPerStep).toBeGreaterThan(0);
  expect(second?.parameters).toBeLessThan(first?.parameters ?? 0);
  const alphas = events.findLast((event) => event.type === 'alphas');
  expect(alphas?.importance).toEqual(second?.importance);
});

it.each(['shrink', 'epoch'])('goes on behind a %s to the same bits', async (type) => {
  const whole = await home.store.create(arithmeticPlan());
  await train(whole);
  const run = await home.store.create(arithmeticPlan());
  await train(run, (event) => event.type === type);
  expect((await told(run)).at(-1)).toMatchObject({ type: 'state', state: 'interrupted' });
  await train(run);
  expect((await told(run)).at(-1)).toMatchObject({ type: 'state', state: 'finished' });
  expect(shrinksIn(await told(run))).toEqual(shrinksIn(await told(whole)));
  expect(await hashOf(run)).toBe(await hashOf(whole));
});
