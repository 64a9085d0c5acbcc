import { expect, it } from 'vitest';
import { sharpsepconvDarts } from './sharpsepconv-darts.ts';

it('SharpSepConvDARTS: the names of DARTS, every convolution a SharpSepConv', () => {
  expect(sharpsepconvDarts.primitives.map(({ name }) => name).join(' ')).toBe(
    'none max_pool_3x3 avg_pool_3x3 skip_connect sep_conv_3x3 sep_conv_5x5 dil_conv_3x3 dil_conv_5x5',
  );
  const convolutions = sharpsepconvDarts.primitives.filter(({ name }) => name.includes('conv'));
  expect(convolutions.map(({ definition }) => definition.block)).toEqual(Array(4).fill('separable'));
});
