import { expect, it } from 'vitest';
import { sharpdartsPaper } from './sharpdarts-paper.ts';

it('sharpDARTS as printed: the list of the code and the average pool', () => {
  expect(sharpdartsPaper.primitives.map(({ name }) => name).join(' ')).toBe(
    'none max_pool_3x3 avg_pool_3x3 skip_connect sep_conv_3x3 dil_conv_3x3 flood_conv_3x3 dil_flood_conv_3x3 ' +
      'choke_conv_3x3 dil_choke_conv_3x3',
  );
  expect(sharpdartsPaper.source?.note).toContain('Table 1');
});
