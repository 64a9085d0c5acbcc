import { expect, it } from 'vitest';
import { darts } from './darts.ts';

it('DARTS: eight primitives in the order of the published alphas, four nodes', () => {
  expect(darts.primitives.map(({ name }) => name).join(' ')).toBe(
    'none max_pool_3x3 avg_pool_3x3 skip_connect sep_conv_3x3 sep_conv_5x5 dil_conv_3x3 dil_conv_5x5',
  );
  expect(new Set(darts.primitives.map(({ table }) => table))).toEqual(new Set(['darts']));
  expect([darts.intermediateNodes, darts.concatNodes]).toEqual([4, 4]);
  expect(darts.network).toEqual({ cells: 8, initChannels: 16, reductions: 'thirds' });
});
