import { expect, it } from 'vitest';
import { tablePrimitives } from './op-tables.ts';
import { PRIMITIVE_NAME, familyOf } from './primitive.ts';

it('families follow from what a primitive computes', () => {
  const families = Object.fromEntries(
    tablePrimitives('sharp').map(({ name, definition }) => [name, familyOf(definition)]),
  );
  expect(families).toMatchObject({
    none: 'none',
    skip_connect: 'skip',
    max_pool_3x3: 'pool',
    avg_pool_3x3: 'pool',
    sep_conv_5x5: 'separable',
    dil_conv_3x3: 'dilated',
    flood_conv_3x3: 'flood',
    dil_flood_conv_3x3: 'flood',
    choke_conv_3x3: 'choke',
    conv_7x1_1x7: 'convolution',
  });
  expect(tablePrimitives('darts').map(({ definition }) => familyOf(definition))).toContain('dilated');
});

it('names are short and need no escapes in any format', () => {
  expect(['sep_conv_3x3', 'SE_0.25', '3d-conv+x'].every((name) => PRIMITIVE_NAME.test(name))).toBe(true);
  expect(['', "a'b", 'a b', '-x', 'é', 'x'.repeat(65)].some((name) => PRIMITIVE_NAME.test(name))).toBe(false);
});
