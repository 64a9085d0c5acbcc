import { expect, it } from 'vitest';
import { compared } from '../../nn/index.ts';
import { runCutout } from './cutout.ts';

const AT = { fixture: 'misc', case: 'one' };
const fixture = { id: 'one', height: 6, width: 5, length: 4, zero_rows: [0, 2], zero_cols: [1, 5] };

async function check(changed: object = {}) {
  const [comparison] = await runCutout({ ...fixture, ...changed });
  return comparison === undefined ? null : compared(AT, comparison);
}

it('finds the box of a centre at the edge', async () => {
  expect(await check()).toMatchObject({ quantity: 'box', error: 0, passed: true });
});

it.each([
  ['one row too many', { zero_rows: [0, 3], zero_cols: [0, 1] }],
  ['one column too few', { zero_cols: [1, 4], zero_rows: [1, 5] }],
  ['another length', { length: 2 }],
])('finds none of another form: %s', async (_, changed) => {
  expect(await check(changed)).toMatchObject({ error: Infinity, passed: false });
});
