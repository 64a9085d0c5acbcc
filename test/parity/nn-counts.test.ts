/** Sizes of every published genotype and supernet, to the last digit, against the reference programs' own counters. */
import { describe, expect, it } from 'vitest';
import { countNetwork, traceDerivedNetwork, traceSupernet } from '../../main/nn/index.ts';
import { findPublished, SPACES } from '../../main/spaces/index.ts';
import counts from '../fixtures/counts.json' with { type: 'json' };

const NETWORKS = {
  cifar10: { network: 'cifar', height: 32, width: 32 },
  imagenet: { network: 'imagenet', height: 224, width: 224 },
} as const;
const TABLES = {
  DARTS: 'darts',
  'OPS (sharp)': 'sharp',
  'DARTS_OPS (sharp repo)': 'sharp-darts',
} as const;

function keyOf<T extends object>(table: T, key: string): keyof T {
  const isKey = (name: string): name is keyof T & string => name in table;
  if (!isKey(key)) throw new Error(`unexpected ${key} in counts.json`);
  return key;
}

describe('derived networks', () => {
  it.each(Object.entries(counts.models))('%s', (_, model) => {
    const { genotype } = findPublished(model.genotype);
    const network = traceDerivedNetwork(genotype, {
      ...NETWORKS[keyOf(NETWORKS, model.dataset)],
      ...{
        batch: 1,
        inputChannels: 3,
        classes: model.num_classes,
        initChannels: model.C,
        cells: model.layers,
      },
      ...{ mode: 'train', auxiliary: true, dropPath: false, midChannels: model.C_mid },
      opTable: TABLES[keyOf(TABLES, model.op_table)],
    });
    const found = countNetwork(network);
    expect({
      params_no_aux: found.params,
      params_with_aux: found.params + found.auxiliaryParams,
      macs_total: found.macs,
      macs_total_with_aux_head: found.macs + found.auxiliaryMacs,
      repo_flops_counter: found.multiplyAdds,
    }).toEqual({
      params_no_aux: model.params_no_aux,
      params_with_aux: model.params_with_aux,
      macs_total: model.macs_total,
      macs_total_with_aux_head: model.macs_total_with_aux_head,
      repo_flops_counter: model.repo_flops_counter,
    });
  });
});

describe('supernets', () => {
  const { search_supernets: expected } = counts;
  it.each([
    ['darts', expected.darts_supernet],
    ['sharpdarts', expected.sharpdarts_supernet_C16_L8_PRIMITIVES_OPS],
    ['sharpsepconv-darts', expected.sharpsepconvdarts_supernet_C16_L8_DARTS_PRIMITIVES_OPS],
    ['sharper', expected.sharper_supernet_C16_L8_SHARPER_PRIMITIVES_OPS],
  ] as const)('%s', (id, { params, macs, arch_params }) => {
    const network = traceSupernet(SPACES[id], {
      ...{ batch: 1, height: 32, width: 32, inputChannels: 3, classes: 10, initChannels: 16, cells: 8 },
      ...{ mode: 'train', weighting: 'scalar' },
    });
    expect(countNetwork(network)).toMatchObject({ params, macs });
    const { reads } = network.program;
    expect([reads['alphas.normal'], reads['alphas.reduction']].map((v) => v?.type.shape)).toEqual(
      arch_params,
    );
  });
});
