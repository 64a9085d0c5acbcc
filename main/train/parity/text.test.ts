import { expect, it } from 'vitest';
import { compared } from '../../nn/index.ts';
import { runBatchify } from './text.ts';

const fixture = {
  id: 'one',
  tokens: [7, 8, 9, 4, 5, 6, 1],
  batch_size: 2,
  data: [
    [7, 4],
    [8, 5],
    [9, 6],
  ],
  batch_at: { i: 0, bptt: 1, data: [[7, 4]], target: [8, 5] },
};

async function passed(changed: object = {}) {
  const comparisons = await runBatchify({ ...fixture, ...changed });
  return comparisons.map((comparison) => compared({ fixture: 'misc', case: 'one' }, comparison).passed);
}

it('compares the columns and a batch', async () => {
  expect(await passed()).toEqual([true, true, true]);
});

it.each([
  ['a column', { data: [...fixture.data.slice(0, 2), [9, 7]] }, [false, true, true]],
  ['a row too many', { data: [...fixture.data, [1, 0]] }, [false, true, true]],
  ['the batch', { batch_at: { ...fixture.batch_at, data: [[7, 5]] } }, [true, false, true]],
  ['the targets', { batch_at: { ...fixture.batch_at, target: [8, 4] } }, [true, true, false]],
  ['the length', { batch_at: { ...fixture.batch_at, bptt: 2 } }, [true, false, false]],
])('notices another result: %s', async (_, changed, expected) => {
  expect(await passed(changed)).toEqual(expected);
});

it('refuses what it cannot run', async () => {
  await expect(runBatchify({ ...fixture, batch_size: 0 })).rejects.toThrow('fixture one: batch_size: ');
});
