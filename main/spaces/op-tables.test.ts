import { describe, expect, it } from 'vitest';
import { OP_TABLES, findPrimitive, primitivesFrom, tablePrimitives } from './op-tables.ts';
import { PRIMITIVE_NAME } from './primitive.ts';

describe('op tables', () => {
  it('hold every primitive of the published codes', () => {
    const counts = Object.entries(OP_TABLES).map(([name, { primitives }]) => [
      name,
      Object.keys(primitives).length,
    ]);
    expect(counts).toEqual([
      ['darts', 10],
      ['sharp', 16],
      ['sharp-darts', 13],
      ['isdarts', 12],
      ['nasbench201', 5],
    ]);
  });

  it('keep the size of the image but for the one published with too small a padding', () => {
    for (const table of ['darts', 'sharp', 'sharp-darts'] as const) {
      for (const { name, definition } of tablePrimitives(table)) {
        expect(name).toMatch(PRIMITIVE_NAME);
        if (definition.block !== 'separable') continue;
        const same = definition.padding === (definition.dilation * (definition.kernel - 1)) / 2;
        expect(same, `${table}/${name}`).toBe(name !== 'dil_flood_conv_5x5');
      }
    }
  });

  it('differ where the codes differ', () => {
    const both = (
      name: 'avg_pool_3x3' | 'dil_conv_3x3' | 'sep_conv_3x3' | 'conv_7x1_1x7' | 'skip_connect',
    ) => [OP_TABLES.darts.primitives[name], OP_TABLES.sharp.primitives[name]];
    expect(both('avg_pool_3x3')).toMatchObject([{ countPadding: false }, { countPadding: true }]);
    expect(both('dil_conv_3x3')).toMatchObject([{ block: 'dilated' }, { block: 'separable', dilation: 2 }]);
    expect(both('conv_7x1_1x7')).toMatchObject([{ epsilon: 1e-5 }, { epsilon: 1e-3 }]);
    expect(both('skip_connect')).toMatchObject([{ oddSizes: 'refuse' }, { oddSizes: 'pad' }]);
    const [ours, theirs] = both('sep_conv_3x3');
    expect(ours).toEqual(theirs);
  });

  it('give primitives in the order asked for', () => {
    const primitives = primitivesFrom('sharp', ['choke_conv_3x3', 'none']);
    expect(primitives).toMatchObject([
      { name: 'choke_conv_3x3', table: 'sharp', definition: { mid: { channels: 32 } } },
      { name: 'none', table: 'sharp', definition: { block: 'zero' } },
    ]);
  });

  it('find a primitive by name, or say which there are', () => {
    const all = tablePrimitives('darts');
    const where = { among: 'the op table darts', path: ['normal', 0] };
    expect(findPrimitive(all, 'sep_conv_7x7', where).definition).toMatchObject({ kernel: 7 });
    expect(() => findPrimitive(all, 'constructor', where)).toThrow(
      'normal[0]: the op table darts has no primitive "constructor"; allowed are none, max_pool_3x3',
    );
  });
});
