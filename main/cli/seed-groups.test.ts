import { describe, expect, it } from 'vitest';
import { DEFAULT_CARE } from '../runs/index.ts';
import type { RunRecord, RunState } from '../runs/index.ts';
import { compareGroups, groupOf } from './seed-groups.ts';
import type { MeasuredRun } from './seed-groups.ts';

function run(id: string, seed: number, accuracy: number | null): MeasuredRun {
  const record: RunRecord = {
    id,
    kind: 'train',
    title: 'title',
    preset: 'quick',
    config: {},
    seed,
    data: { name: 'data', id: 'content' },
    genotype: null,
    space: null,
    parent: null,
    origin: null,
    care: DEFAULT_CARE,
    created: '2026-01-01T00:00:00Z',
    starts: [],
  };
  const state: RunState = accuracy === null ? 'failed' : 'finished';
  const none = { testLoss: null, bestAccuracy: null, heldOutAccuracy: null, seconds: null };
  return { record, state, measures: { testAccuracy: accuracy, ...none } };
}

const seeds = [run('a', 0, 0.9), run('b', 1, 0.9), run('c', 2, 0.9), run('again', 1, 0.9), run('d', 3, null)];

describe('a group of seeds', () => {
  it('counts each seed once, and those only that are finished', () => {
    expect(groupOf(seeds)).toMatchObject({
      runs: ['a', 'b', 'c'],
      seeds: [0, 1, 2],
      n: 3,
      unfinished: ['d'],
      repeated: ['again'],
      testAccuracy: { mean: 0.9, deviation: 0, n: 3 },
      testLoss: null,
    });
    expect(groupOf([run('d', 3, null)])).toBeNull();
  });

  it('is compared by its own name, also where none of it is finished', () => {
    const failed = [run('x', 0, null), run('y', 1, null)];
    expect(compareGroups(failed, seeds)).toMatchObject({ group: 'x', against: 'a', testAccuracy: null });
  });

  it('is not told from another where neither spreads', () => {
    expect(compareGroups(seeds, [run('x', 0, 0.7), run('y', 1, 0.7)]).testAccuracy).toBeNull();
  });
});
