import { describe, expect, it } from 'vitest';
import { countNetwork, traceDerivedNetwork } from '../nn/index.ts';
import { findFormat, PUBLISHED, tablePrimitives } from '../spaces/index.ts';
import { countCell, likeCell } from './count-cells.ts';

const SIZE = { channels: 8, height: 32, width: 32, inputChannels: 3, classes: 10 } as const;

describe('the count of a cell', () => {
  it.each([
    ['DARTS_V2', 'cifar', 20],
    ['DARTS_V1', 'imagenet', 14],
    ['NASNet', 'cifar', 11],
    ['AmoebaNet', 'cifar', 12],
    ['SHARP_DARTS', 'cifar', 13],
    ['SHARPER_MAX_W', 'imagenet', 15],
    ['DARTS_V2', 'cifar', 3],
    ['DARTS_V2', 'cifar', 1],
  ] as const)('of %s in a network %s of %i cells is that of the whole network', (name, network, layers) => {
    const published = PUBLISHED.find((entry) => entry.name === name);
    if (published === undefined) throw new Error(`${name} is published`);
    const { genotype, ops } = published;
    const side = network === 'imagenet' ? 224 : 32;
    const request = { ...SIZE, height: side, width: side, genotype: findFormat('python').print(genotype) };
    const counted = countCell({ ...request, ops, space: null, network, layers });
    const whole = countNetwork(
      traceDerivedNetwork(genotype, {
        ...SIZE,
        height: side,
        width: side,
        batch: 1,
        initChannels: SIZE.channels,
        cells: layers,
        network,
        opTable: ops,
        primitives: tablePrimitives(ops),
        auxiliary: true,
        dropPath: false,
        mode: 'train',
      }),
    );
    const { edges, rules, ...cost } = counted;
    expect(cost).toEqual(whole);
    expect(rules.params).toContain('trainable');
    const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);
    expect(edges.normal).toHaveLength(genotype.normal.edges.length);
    const onEdges = sum(edges.normal) + sum(edges.reduction);
    if (layers > 1) expect(onEdges).toBeGreaterThan(0);
    expect(onEdges).toBeLessThan(counted.params);
  });

  it('counts the published network of DARTS V2', () => {
    const { genotype } = PUBLISHED.find(({ name }) => name === 'DARTS_V2') ?? {};
    if (genotype === undefined) throw new Error('DARTS_V2 is published');
    const count = countCell({
      ...SIZE,
      channels: 36,
      genotype: findFormat('json').print(genotype),
      ops: 'darts',
      space: null,
      network: 'cifar',
      layers: 20,
    });
    expect(count.params).toBe(3_349_342);
    expect(count.macs).toBe(528_359_040);
  });

  it('takes the cell that each is like', () => {
    expect(Array.from({ length: 20 }, (_, i) => likeCell(i, 20))).toEqual([
      0, 1, 2, 2, 2, 2, 3, 4, 5, 6, 6, 6, 6, 7, 8, 9, 10, 10, 10, 10,
    ]);
  });

  it('refuses what does not exist by name', () => {
    const request = { ...SIZE, ops: 'darts', space: null, network: 'cifar', layers: 20 } as const;
    expect(() => countCell({ ...request, genotype: 'SHARP_DARTS' })).toThrow(/op table darts/);
    expect(() => countCell({ ...request, genotype: 'DARTS_V2', channels: 16_384 })).toThrow(/channels/);
  });
});
