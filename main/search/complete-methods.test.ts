/** Every method in a space of complete cells. */
import { describe, expect, it } from 'vitest';
import { runLoop } from '../../test/support/run-loop.ts';
import { tinyData } from '../../test/support/tiny-data.ts';
import { defined } from '../base/assert.ts';
import { createTfjsExecutor } from '../engine/index.ts';
import { checkCompleteIn, deriveArchitecture, isComplete, SPACES } from '../spaces/index.ts';
import type { Snapshot } from '../train/index.ts';
import { searchConfigSchema } from './config.ts';
import { createSearchLoop } from './open.ts';

const executor = await createTfjsExecutor();
const space = SPACES.nasbench201;

const open = (method: object, restore: Snapshot | null = null) =>
  createSearchLoop({
    config: searchConfigSchema.parse({
      space: 'nasbench201',
      method,
      network: { initChannels: 2, cells: 3 },
      batch: 4,
      epochs: 2,
      weights: { learningRate: { max: 0.1 }, weightDecay: 3e-4 },
      augment: {},
      evaluationBatch: 4,
    }),
    ...{ space, data: tinyData({ train: 8, test: 3 }), executor, seed: 1, restore },
  });

describe.each([
  { name: 'darts', options: { derive: 'keep-none', alphas: { learningRate: 0.1 } } },
  { name: 'darts', options: { order: 'second', derive: 'keep-none' } },
  { name: 'singleLevel', options: { derive: 'keep-none' } },
  { name: 'importance', options: { shrinks: 1, interval: 1 } },
  { name: 'random', options: {} },
  { name: 'random', options: { samples: 2 } },
  { name: 'randomSharing', options: { candidates: 2, finalists: 2 } },
])('$name $options', (method) => {
  it('finds a cell of the space, and goes on from a snapshot to the same bits', async () => {
    const whole = await runLoop(await open(method));
    const { genotype, alphas } = defined(whole.result, 'it has run to its end');
    if (!isComplete(genotype)) throw new Error('the cell is not complete');
    checkCompleteIn(genotype, space);
    expect([alphas.normal.length, alphas.reduction.length]).toEqual([6, 0]);
    // What is left on an edge is what its alphas stand for, too.
    expect(deriveArchitecture(space, alphas)).toEqual(genotype);
    const stop = Math.min(2, whole.events.length);
    const before = await runLoop(await open(method), stop);
    const after = await runLoop(await open(method, before.snapshot));
    expect(after.events).toEqual(whole.events.slice(before.snapshot.step === 0 ? 0 : stop));
    expect(after.result).toEqual(whole.result);
    expect(after.snapshot).toEqual(whole.snapshot);
  });
});
