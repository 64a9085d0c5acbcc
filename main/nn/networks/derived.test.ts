import { describe, expect, it } from 'vitest';
import { OPS, verifyProgram } from '../../engine/index.ts';
import { findPublished } from '../../spaces/index.ts';
import { traceDerivedNetwork } from './derived.ts';
import type { DerivedNetworkOptions } from './derived.ts';

const DARTS_V2 = findPublished('DARTS_V2').genotype;
const options: DerivedNetworkOptions = {
  batch: 2,
  height: 32,
  width: 32,
  inputChannels: 3,
  classes: 10,
  initChannels: 4,
  cells: 5,
  mode: 'train',
  network: 'cifar',
  opTable: 'darts',
  auxiliary: true,
  dropPath: false,
};

describe('traceDerivedNetwork', () => {
  it('has its parameters in the order of construction: stem, cells, auxiliary head, classifier', () => {
    const { program, parameters } = traceDerivedNetwork(DARTS_V2, options);
    verifyProgram(program, OPS);
    const parts = [...new Set(parameters.map(({ name }) => name.split('.').slice(0, 2).join('.')))];
    expect(parts).toEqual([
      ...['stem.0', 'stem.1', 'cells.0', 'cells.1', 'cells.2', 'cells.3', 'cells.4'],
      ...['auxiliary_head.features', 'auxiliary_head.classifier', 'classifier.weight', 'classifier.bias'],
    ]);
    expect(program.fetches['auxiliaryLogits']?.type.shape).toEqual([2, 10]);
  });

  it('has neither auxiliary head nor drop path in evaluation', () => {
    const { program, parameters } = traceDerivedNetwork(DARTS_V2, {
      ...options,
      dropPath: true,
      mode: 'eval',
    });
    verifyProgram(program, OPS);
    expect(Object.keys(program.feeds)).toEqual(['images']);
    expect(Object.keys(program.fetches)).toEqual(['logits']);
    expect(parameters.some(({ name }) => name.startsWith('auxiliary_head'))).toBe(false);
  });

  it('drops every edge but identities', () => {
    const { program } = traceDerivedNetwork(DARTS_V2, { ...options, dropPath: true });
    verifyProgram(program, OPS);
    expect(Object.keys(program.feeds)).toEqual(['images', 'dropPathKeep', 'seed']);
    const dropped = program.equations.filter(({ op }) => op === 'mul').length;
    // 3 normal cells of 8 edges, 3 of them identities (skip at stride 1); 2 reduction cells with 2 such edges each.
    const identities = (kind: 'normal' | 'reduction') =>
      DARTS_V2[kind].edges.filter(
        ({ primitive, input }) => primitive === 'skip_connect' && (kind === 'normal' || input > 1),
      ).length;
    expect(dropped).toBe(5 * 8 - 3 * identities('normal') - 2 * identities('reduction'));
    expect(dropped).toBeLessThan(5 * 8);
  });

  it('has a second normalization in the head for ImageNet in sharpDARTS only', () => {
    const names = (opTable: 'darts' | 'sharp') =>
      traceDerivedNetwork(DARTS_V2, { ...options, network: 'imagenet', opTable, height: 224, width: 224 })
        .parameters.map(({ name }) => name)
        .filter((name) => name.startsWith('auxiliary_head.features.6'));
    expect(names('darts')).toEqual([]);
    expect(names('sharp')).toHaveLength(2);
  });

  /** The op that made what the classifier pools. */
  const pooledOp = (cells: number) => {
    const { program } = traceDerivedNetwork(DARTS_V2, { ...options, cells });
    const last = program.equations.filter(({ op }) => op === 'avgPool').at(-1);
    const made = (id: number | undefined) =>
      program.equations.find(({ outputs }) => outputs.some((output) => output.id === id));
    return made(last?.inputs[0]?.id)?.op;
  };

  it('classifies the rectified map where the head stands on the last cell', () => {
    expect([1, 2, 3, 4, 20].map(pooledOp)).toEqual(['relu', 'relu', 'relu', 'concat', 'concat']);
  });

  it('says where images are too small for the head', () => {
    const small = { ...options, height: 16, width: 16 };
    expect(() => traceDerivedNetwork(DARTS_V2, small)).toThrow(
      /^auxiliary_head: .* at least 6x6, and gets 4x4/,
    );
  });

  it('refuses an odd number of channels where a reduction would split it', () => {
    const odd = { ...options, network: 'imagenet', height: 224, width: 224, initChannels: 5 } as const;
    expect(() => traceDerivedNetwork(DARTS_V2, odd)).toThrow(
      /^cells\.0\.preprocess0: .* so 5 channels do not fit/,
    );
  });

  it('takes grey images of 28x28, whose head sees 7x7', () => {
    const grey = { ...options, height: 28, width: 28, inputChannels: 1, cells: 20 };
    const { program } = traceDerivedNetwork(DARTS_V2, grey);
    verifyProgram(program, OPS);
    expect(program.fetches['auxiliaryLogits']?.type.shape).toEqual([2, 10]);
  });

  it('sums what is left where a genotype holds the zero operation', () => {
    const { genotype } = findPublished('SHARPER_SCALAR_genotype_no_hack');
    const { program } = traceDerivedNetwork(genotype, { ...options, opTable: 'sharp', dropPath: true });
    verifyProgram(program, OPS);
  });

  it('refuses a primitive that the op table does not have', () => {
    const { genotype } = findPublished('SHARP_DARTS');
    expect(() => traceDerivedNetwork(genotype, options)).toThrow(/no primitive "/);
  });
});
