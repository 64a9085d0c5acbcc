import { expect, it } from 'vitest';
import { sharpdarts } from './sharpdarts.ts';

it('sharpDARTS: nine primitives in the order of the published alphas', () => {
  expect(sharpdarts.primitives.map(({ name }) => name).join(' ')).toBe(
    'none max_pool_3x3 skip_connect sep_conv_3x3 dil_conv_3x3 flood_conv_3x3 dil_flood_conv_3x3 choke_conv_3x3 ' +
      'dil_choke_conv_3x3',
  );
  expect(new Set(sharpdarts.primitives.map(({ table }) => table))).toEqual(new Set(['sharp']));
});
