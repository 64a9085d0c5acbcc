import { describe, expect, it } from 'vitest';
import { batchCount, batchMembers, epochOrder } from './order.ts';
import { allIndices } from './splits.ts';

const source = {
  indices: allIndices(100).map((i) => i + 1000),
  order: 'shuffled',
  seed: 3,
  stream: 'weights',
} as const;

describe('epochOrder', () => {
  it('shows every index once in an order of its own for each epoch, seed and stream', () => {
    const orders = [
      epochOrder(source, 0),
      epochOrder(source, 1),
      epochOrder({ ...source, seed: 4 }, 0),
      epochOrder({ ...source, stream: 'alphas' }, 0),
    ];
    expect(new Set(orders.map((order) => order.join())).size).toBe(4);
    for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual([...source.indices]);
  });

  it('is a pure function: asking again, in any order, gives the same', () => {
    const before = epochOrder(source, 7);
    epochOrder(source, 8);
    expect(epochOrder(source, 7)).toEqual(before);
  });

  it('is pinned, so that a run of an earlier version can be resumed', () => {
    expect([...epochOrder({ ...source, indices: allIndices(8) }, 0)]).toEqual([6, 3, 1, 7, 5, 2, 4, 0]);
  });

  it('leaves a sequential order alone', () => {
    expect(epochOrder({ ...source, order: 'sequential' }, 5)).toEqual(source.indices);
  });
});

describe('batches of an epoch', () => {
  it('keeps or drops a last batch that is not full', () => {
    expect(batchCount(10, 'shuffled', { batchSize: 4, dropLast: false })).toBe(3);
    expect(batchCount(10, 'shuffled', { batchSize: 4, dropLast: true })).toBe(2);
    expect(batchCount(8, 'sequential', { batchSize: 4, dropLast: false })).toBe(2);
    expect(batchCount(3, 'shuffled', { batchSize: 4, dropLast: true })).toBe(0);
  });

  it('has one batch for a fresh draw', () => {
    expect(batchCount(10, 'fresh', { batchSize: 4, dropLast: false })).toBe(1);
    expect(batchCount(3, 'fresh', { batchSize: 4, dropLast: true })).toBe(0);
  });

  it('cuts the order in sequence', () => {
    const order = allIndices(10);
    expect([0, 1, 2].map((index) => [...batchMembers(order, 4, index)])).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
  });
});
