import { describe, expect, it } from 'vitest';
import { toldApart } from './run-names.ts';

describe('names of runs beside one another', () => {
  it('are title and seed, with the end of the id only where that is not enough', () => {
    const runs = [
      { run: '20260101-aaaa1111', title: 'tiny', seed: 0 },
      { run: '20260102-bbbb2222', title: 'tiny', seed: 0 },
      { run: '20260103-cccc2222', title: 'tiny', seed: 0 },
      { run: '20260104-dddd3333', title: 'tiny', seed: 1 },
    ];
    expect([...toldApart(runs).values()]).toEqual([
      'tiny, seed 0 (1111)',
      'tiny, seed 0 (b2222)',
      'tiny, seed 0 (c2222)',
      'tiny, seed 1',
    ]);
  });

  it('is the same for a run that is named twice', () => {
    const run = { run: 'a', title: 'tiny', seed: 0 };
    expect([...toldApart([run, run])]).toEqual([['a', 'tiny, seed 0']]);
  });
});
