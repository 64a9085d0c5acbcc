import { describe, expect, it } from 'vitest';
import { createBuilder, createTfjsExecutor, float32 } from '../engine/index.ts';
import type { Program } from '../engine/index.ts';
import {
  addToSums,
  clearedSums,
  meanOfSum,
  microBatches,
  runMicroBatches,
  sumVariables,
} from './accumulation.ts';

const TYPES = { w: float32(2) };

function programs(): Record<string, Program> {
  const add = createBuilder();
  const apply = createBuilder();
  const updates = addToSums(add, { w: add.feed('g', float32(2)) });
  const mean = meanOfSum(apply, { of: 'w', type: float32(2), passes: 4 });
  return {
    add: add.build('add', { fetches: {}, updates }),
    apply: apply.build('apply', { fetches: { mean }, updates: clearedSums(apply, TYPES) }),
  };
}

describe('sums', () => {
  it('give the mean of what was added since they were cleared, also after a value that is no number', async () => {
    const executor = await createTfjsExecutor();
    const executable = await executor.load({ variables: sumVariables(TYPES), programs: programs() });
    const meanOf = async (...values: number[]) => {
      for (const value of values) await executable.run('add', { g: Float32Array.of(value, 2 * value) });
      return Array.from((await executable.run('apply', {}))['mean'] ?? []);
    };
    expect(await meanOf(1, 2, 3, 6)).toEqual([3, 6]);
    expect(await meanOf(1, Number.NaN, 0, 0)).toEqual([Number.NaN, Number.NaN]);
    expect(await meanOf(-1, -1, -1, -1)).toEqual([-1, -2]);
    expect(Array.from(await executable.read('accumulator.w'))).toEqual([0, 0]);
    await executable.dispose();
  });
});

describe('micro batches', () => {
  const batch = {
    images: Float32Array.from({ length: 24 }, (_, i) => i),
    labels: Int32Array.of(0, 1, 2, 3, 4, 5),
    size: 6,
  };

  it('are the batch in order, without copies', () => {
    const parts = microBatches(batch, 3);
    expect(parts.map(({ labels }) => Array.from(labels))).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    expect(parts.map(({ images }) => images[0])).toEqual([0, 8, 16]);
    expect(parts.every(({ images, size }) => images.length === 8 && size === 2)).toBe(true);
    expect(parts[1]?.images.buffer).toBe(batch.images.buffer);
  });

  it('run one after the other; their logits are those of the batch', async () => {
    const order: number[] = [];
    const logits = await runMicroBatches(batch, 2, async ({ labels }, index) => {
      order.push(index);
      await Promise.resolve();
      order.push(index);
      return { logits: Float32Array.from(labels, (label) => 10 * label) };
    });
    expect(order).toEqual([0, 0, 1, 1]);
    expect(Array.from(logits)).toEqual([0, 10, 20, 30, 40, 50]);
  });
});
