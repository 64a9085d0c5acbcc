import { describe, expect, it } from 'vitest';
import { readSpaceText } from './read.ts';
import { SPACES } from './registry.ts';
import { parseSpace, printSpace } from './space-file.ts';

const own = {
  id: 'my-space',
  title: 'Mine',
  opTable: 'darts',
  primitives: [
    'none',
    'skip_connect',
    { name: 'dil_conv_3x3', table: 'sharp' },
    { name: 'sep_conv_9x9', block: 'separable', kernel: 9, dilation: 1, mid: { factor: 2 } },
    { name: 'squeeze_3x3', block: 'separable', kernel: 3, dilation: 2, mid: { channels: 8 } },
    { name: 'max_pool_5x5', block: 'max-pool', kernel: 5 },
    { name: 'avg_pool_5x5', block: 'average-pool', kernel: 5, countPadding: true },
    { name: 'dil_conv_7x7', block: 'dilated', kernel: 7, dilation: 3 },
    { name: 'conv_1x1', block: 'plain', kernel: 1 },
    { name: 'conv_5x1_1x5', block: 'asymmetric', kernel: 5, epsilon: 0.00001 },
    { name: 'pass', block: 'skip', oddSizes: 'pad' },
    { name: 'nothing', block: 'zero' },
  ],
  intermediateNodes: 3,
  concatNodes: 2,
  restrictions: [{ cell: 'reduction', node: 0, primitives: ['none', 'max_pool_5x5'] }],
  network: { cells: 6, initChannels: 8, reductions: [1, 4] },
};

describe('a space file', () => {
  const space = parseSpace(JSON.stringify(own));

  it('is read with primitives of tables and of the user', () => {
    expect(space.primitives[0]).toEqual({ name: 'none', table: 'darts', definition: { block: 'zero' } });
    expect(space.primitives[2]).toMatchObject({
      table: 'sharp',
      definition: { block: 'separable', dilation: 2 },
    });
    expect(space.primitives[3]).toEqual({
      name: 'sep_conv_9x9',
      table: null,
      definition: { block: 'separable', kernel: 9, dilation: 1, padding: 4, mid: { factor: 2 } },
    });
    expect(space.primitives[4]).toMatchObject({ definition: { padding: 2, mid: { channels: 8 } } });
  });

  it('may leave out source and restrictions, not what decides the network', () => {
    expect(space.source).toBeNull();
    expect(space.restrictions).toEqual([
      { cell: 'reduction', node: 0, input: null, primitives: ['none', 'max_pool_5x5'] },
    ]);
    expect(space.network).toEqual(own.network);
  });

  it('gives the same space and the same bytes when it is printed and read again', () => {
    for (const one of [space, ...Object.values(SPACES)]) {
      const text = printSpace(one);
      expect(parseSpace(text)).toEqual(one);
      expect(printSpace(parseSpace(text))).toBe(text);
    }
  });

  it('is told from the id of a published space', () => {
    expect(readSpaceText(' sharper\n')).toBe(SPACES.sharper);
    expect(readSpaceText(JSON.stringify(own))).toEqual(space);
  });
});
