import { describe, expect, it } from 'vitest';
import { tinyData } from '../../test/support/tiny-data.ts';
import { inMemory } from '../data/index.ts';
import { createTfjsExecutor } from '../engine/index.ts';
import { countFlops, countNetwork } from '../nn/index.ts';
import { parseArchitectureString, SPACES } from '../spaces/index.ts';
import { checkNetworkOf, traceTraining } from './cell-network.ts';
import { trainConfigSchema } from './config.ts';
import { createTrainLoop } from './loop.ts';
import { TRAIN_PRESETS } from './presets.ts';
import { openTrained } from './trained-network.ts';

/** Index 9930 of the benchmark: the cell that IS-DARTS found. */
const FOUND = parseArchitectureString(
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|',
);
const CIFAR = { height: 32, width: 32, channels: 3, classes: 10 };
const { config } = TRAIN_PRESETS.nasbench201;
/** The op table comes with the cell. */
const published = { ...config, network: { ...config.network, opTable: 'nasbench201' as const } };

const small = trainConfigSchema.parse({
  network: { opTable: 'nasbench201', initChannels: 2, cells: 3 },
  batch: 4,
  epochs: 1,
  weights: { learningRate: { max: 0.1 }, weightDecay: 3e-4 },
  augment: {},
  evaluationBatch: 4,
});

describe('the network of a complete cell', () => {
  it.each([
    ['the op table', null],
    ['its space', SPACES.nasbench201.primitives],
  ])('has the parameters and FLOPs of the benchmark, with the primitives of %s', (_, primitives) => {
    const cell = { genotype: FOUND, primitives };
    const network = traceTraining({ cell, task: CIFAR, config: published }, 1, 'eval');
    expect([countNetwork(network).params, countFlops(network)]).toEqual([1_288_506, 184_730_250]);
  });

  it('gives what each of its cells gives where that is asked for, in evaluation alone', () => {
    const plan = { cell: { genotype: FOUND, primitives: null }, task: CIFAR, config: small };
    const shapesOf = (mode: 'train' | 'eval', cellOutputs: boolean) =>
      Object.entries(traceTraining({ ...plan, cellOutputs }, 2, mode).program.fetches)
        .filter(([name]) => /^(?:cells\.\d+|logits)$/.test(name))
        .map(([name, { type }]) => `${name} ${type.shape.join('x')}`);
    expect(shapesOf('eval', true)).toEqual([
      'cells.0 2x32x32x2',
      'cells.1 2x16x16x4',
      'cells.2 2x8x8x8',
      'logits 2x10',
    ]);
    expect(shapesOf('eval', false)).toEqual(['logits 2x10']);
    expect(shapesOf('train', true)).toEqual(['logits 2x10']);
  });

  it('is trained, and asked about an image, with a map of each cell', async () => {
    const executor = await createTfjsExecutor();
    const data = tinyData({ train: 8, test: 3 });
    const cell = { genotype: FOUND, primitives: null };
    const loop = await createTrainLoop({ config: small, cell, data, executor, seed: 1, restore: null });
    for await (const _ of loop.events());
    const snapshot = await loop.snapshot();
    await loop.dispose();
    const network = await openTrained({ config: small, cell, snapshot, data }, executor);
    const { height = 0, width = 0 } = data.dataset.test.size ?? {};
    const { channels } = data.dataset.test;
    const images = new Uint8Array(new SharedArrayBuffer(height * width * channels));
    const labels = new Uint8Array(new SharedArrayBuffer(1));
    const { ranked, maps } = await network.ask(
      inMemory({ count: 1, channels, height, width, images, labels }),
    );
    expect(ranked).toHaveLength(data.dataset.classes.length);
    expect(maps.map((map) => [map.cell, map.height, map.channels])).toEqual([
      [0, height, 2],
      [1, height / 2, 4],
      [2, height / 4, 8],
    ]);
    await network.dispose();
  });
});

describe('the settings of a network of complete cells', () => {
  it('passes the published training', () => {
    expect(() => checkNetworkOf('complete', published.network)).not.toThrow();
    expect(() => checkNetworkOf('complete', TRAIN_PRESETS['nasbench201-quick'].config.network)).not.toThrow();
  });

  it.each([
    ['network.kind', { kind: 'imagenet' }],
    ['network.auxiliary', { auxiliary: true }],
    ['network.dropPath', { dropPath: 0.2 }],
    ['network.cells', { cells: 20 }],
    ['network.midChannels', { midChannels: 32 }],
    ['network.reductions', { reductions: [] }],
    ['network.reductions', { reductions: { spacing: 2 } }],
  ] as const)('refuses what the network does not have, by its setting: %s', (key, change) => {
    const check = () => checkNetworkOf('complete', { ...published.network, ...change });
    expect(check).toThrow(new RegExp(`^${key.replace('.', '\\.')}: a network of complete cells .*\\.$`));
  });

  it('is asked before anything is traced', () => {
    const config = { ...small, network: { ...small.network, auxiliary: true } };
    const plan = { cell: { genotype: FOUND, primitives: null }, task: CIFAR, config };
    expect(() => traceTraining(plan, 1, 'train')).toThrow(/^network\.auxiliary: /);
  });
});
