/** The final networks of the cell that IS-DARTS published. */
import { expect, it } from 'vitest';
import { findPublished } from '../../spaces/index.ts';
import { countFlops, countNetwork } from '../counts.ts';
import { traceDerivedNetwork } from './derived.ts';

const CIFAR = { network: 'cifar', height: 32, width: 32, initChannels: 36, cells: 20 } as const;
const IMAGENET = { network: 'imagenet', height: 224, width: 224, initChannels: 48, cells: 14 } as const;

it.each([
  { data: 'CIFAR-10', ...CIFAR, classes: 10, params: 4716190, flops: 746114698 },
  { data: 'CIFAR-100', ...CIFAR, classes: 100, params: 4768120, flops: 746166628 },
  { data: 'ImageNet', ...IMAGENET, classes: 1000, params: 6434848, flops: 724281832 },
])('has the counts of the published code on $data', ({ params, flops, ...network }) => {
  const traced = traceDerivedNetwork(findPublished('IS-DARTS').genotype, {
    ...{ ...network, batch: 1, inputChannels: 3, mode: 'eval' },
    ...{ opTable: 'isdarts', auxiliary: false, dropPath: false },
  });
  expect([countNetwork(traced).params, countFlops(traced)]).toEqual([params, flops]);
});
