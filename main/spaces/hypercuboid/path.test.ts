import { describe, expect, it } from 'vitest';
import { HYPERCUBOIDS } from './catalog.ts';
import { cuboidGraph } from './graph.ts';
import { nodesOfPath, pathOfNodes } from './node-names.ts';
import { checkPathIn } from './path.ts';
import { findPublishedPath, PUBLISHED_PATHS } from './published.ts';
import { checkHyperCuboid, stageSize, stagesOf } from './space.ts';

const { multichannelnet } = HYPERCUBOIDS;

describe('published paths', () => {
  it('are nine, under their names', () => {
    expect(PUBLISHED_PATHS.map(({ name }) => name)).toHaveLength(9);
    expect(
      findPublishedPath('multi channel handmade path')?.path.operations.map((one) => one.channelsOut),
    ).toEqual([32, 64, 64, 128, 128, 256, 256, 256]);
    expect(findPublishedPath('DARTS')).toBeNull();
  });

  it.each(PUBLISHED_PATHS)(
    '$name leads through the published hypercuboid, and is written as it was read',
    ({ path }) => {
      checkPathIn(path, multichannelnet);
      expect(pathOfNodes(nodesOfPath(path, multichannelnet))).toEqual(path);
    },
  );
});

describe('a list of nodes', () => {
  it.each([
    [['Source', 'layer_0_stride_1_c_in_4'], 'Entry 2 of this path: "layer_0_stride_1_c_in_4" is no node'],
    [['Source', 'Linear'], 'This path: it has no operation.'],
    [
      [
        'layer_0_stride_1_c_in_32_c_out_64_op_type_SharpSepConv',
        'layer_0_stride_2_c_in_32_c_out_64_op_type_SharpSepConv_opid_1',
      ],
      'Entry 2 of this path: it takes 32 channels, and the operation before it gives 64.',
    ],
  ])('that is no path is refused: %j', (nodes, sentence) => {
    expect(() => pathOfNodes(nodes)).toThrow(sentence);
  });
});

describe('a path', () => {
  const [path] = PUBLISHED_PATHS.map((one) => one.path);
  const operations = path?.operations ?? [];

  it.each([
    [operations.slice(1), 'This path: it has 7 operations, and MultiChannelNet has 8 stages.'],
    [
      operations.map((one) => ({ ...one, stride: 1 })),
      'Entry 2 of this path: its stride is 1, and that of the stage is 2.',
    ],
    [
      operations.map((one) => ({ ...one, primitive: 'conv' })),
      'there is no "conv" in MultiChannelNet; it has',
    ],
    [
      operations.map((one) => ({ ...one, channelsIn: 48, channelsOut: 48 })),
      '48 channels are not of MultiChannelNet',
    ],
  ])('of another space is refused', (wrong, sentence) => {
    expect(() => checkPathIn({ wiring: 'path', base: 768, operations: wrong }, multichannelnet)).toThrow(
      sentence,
    );
  });
});

describe('a hypercuboid', () => {
  it.each(Object.values(HYPERCUBOIDS))('$id can be made', (space) => {
    checkHyperCuboid(space);
  });

  it.each([
    [{ channels: [] }, 'channels: expected 1 to 16 channel counts, got 0.'],
    [
      { channels: [32, 32] },
      'channels: expected whole numbers from 1 to 4096, each larger than the one before.',
    ],
    [{ layers: 0 }, 'layers: expected a whole number from 1 to 32, got 0.'],
    [{ strides: [1, 3] }, 'strides: expected 1 to 4 strides, each 1 or 2.'],
    [{ primitives: [] }, 'primitives: expected 1 to 32 primitives, got 0.'],
    [
      { primitives: [...multichannelnet.primitives, ...multichannelnet.primitives] },
      '"ResizablePool" is listed twice',
    ],
    [{ base: 0.5 }, 'base: expected a whole number from 1 to 16384, got 0.5.'],
  ])('with %j is refused', (part, sentence) => {
    expect(() => checkHyperCuboid({ ...multichannelnet, ...part })).toThrow(sentence);
  });

  it('has the published graph', () => {
    const weights = stagesOf(multichannelnet).map(() =>
      Array.from({ length: stageSize(multichannelnet) }, () => 1 / 32),
    );
    const { nodes, edges } = cuboidGraph(multichannelnet, weights, null);
    expect([new Set(nodes).size, edges.length]).toEqual([304, 530]);
    const at = (name: string): number => nodes.indexOf(name);
    expect(edges.every(({ from, to }) => at(from) >= 0 && at(to) >= 0)).toBe(true);
  });

  it('refuses weights of another', () => {
    const weights = [[1, 2]];
    expect(() => cuboidGraph(multichannelnet, weights, null)).toThrow('1 stages where it has 8');
  });
});
