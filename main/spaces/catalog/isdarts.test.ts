import { expect, it } from 'vitest';
import { checkSpace } from '../space.ts';
import { sizeOfSpace } from '../size.ts';
import { isdarts } from './isdarts.ts';

it('has the eight candidates of the code in its order: 16 to 40 at the nodes', () => {
  checkSpace(isdarts);
  expect(isdarts.primitives.map(({ name, definition }) => [name, definition.block])).toEqual([
    ['none', 'zero'],
    ['skip_connect', 'skip'],
    ['dua_sepc_3x3', 'separable'],
    ['dua_sepc_5x5', 'separable'],
    ['dil_sepc_3x3', 'dilated'],
    ['dil_sepc_5x5', 'dilated'],
    ['avg_pool_3x3', 'average-pool'],
    ['max_pool_3x3', 'max-pool'],
  ]);
  expect(sizeOfSpace(isdarts).edges).toBe(14);
});
