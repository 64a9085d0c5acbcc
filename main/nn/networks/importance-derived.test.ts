/** The final networks of the cell that IS-DARTS published. */
import { expect, it } from 'vitest';
import type { Genotype, GenotypeCell } from '../../spaces/index.ts';
import { countFlops, countNetwork } from '../counts.ts';
import { traceDerivedNetwork } from './derived.ts';

const cell = (...edges: (readonly [string, number])[]): GenotypeCell => ({
  edges: edges.map(([primitive, input]) => ({ primitive, input })),
  concat: [2, 3, 4, 5],
});
const [SEP3, SEP5, DIL5, MAX] = ['sep_conv_3x3', 'sep_conv_5x5', 'dil_conv_5x5', 'max_pool_3x3'] as const;
const PUBLISHED: Genotype = {
  normal: cell([SEP5, 0], [SEP3, 1], [DIL5, 0], [SEP5, 1], [SEP5, 0], [SEP5, 1], [SEP3, 0], [SEP5, 2]),
  reduction: cell([SEP5, 0], [MAX, 1], [DIL5, 2], [SEP5, 2], [SEP5, 0], [SEP5, 2], [DIL5, 0], [SEP5, 2]),
};
const CIFAR = { network: 'cifar', height: 32, width: 32, initChannels: 36, cells: 20 } as const;
const IMAGENET = { network: 'imagenet', height: 224, width: 224, initChannels: 48, cells: 14 } as const;

it.each([
  { data: 'CIFAR-10', ...CIFAR, classes: 10, params: 4716190, flops: 746114698 },
  { data: 'CIFAR-100', ...CIFAR, classes: 100, params: 4768120, flops: 746166628 },
  { data: 'ImageNet', ...IMAGENET, classes: 1000, params: 6434848, flops: 724281832 },
])('has the counts of the published code on $data', ({ params, flops, ...network }) => {
  const traced = traceDerivedNetwork(PUBLISHED, {
    ...{ ...network, batch: 1, inputChannels: 3, mode: 'eval' },
    ...{ opTable: 'isdarts', auxiliary: false, dropPath: false },
  });
  expect([countNetwork(traced).params, countFlops(traced)]).toEqual([params, flops]);
});
