import { expect, it } from 'vitest';
import { sharper } from './sharper.ts';

it('SHARPER: twelve primitives in the order of the published alphas', () => {
  expect(sharper.primitives.map(({ name }) => name).join(' ')).toBe(
    'none max_pool_3x3 avg_pool_3x3 skip_connect sep_conv_3x3 sep_conv_5x5 sep_conv_7x7 dil_conv_3x3 dil_conv_5x5 ' +
      'flood_conv_3x3 flood_conv_5x5 dil_flood_conv_3x3',
  );
  expect(sharper.primitives).toHaveLength(12);
});
