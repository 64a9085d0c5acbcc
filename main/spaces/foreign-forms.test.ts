import { describe, expect, it } from 'vitest';
import { findPublished } from './library.ts';
import { readGenotypeText } from './read.ts';
import { FORMATS } from './registry.ts';

const NAS_BENCH_201 =
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|';

describe('texts of other searches', () => {
  it.each([
    [NAS_BENCH_201, 'NAS-Bench-201'],
    [`Structure(4 nodes with ${NAS_BENCH_201})`, 'NAS-Bench-201'],
    ['cell_arch = [[0, 5], [1, 4]]\nnetwork_path = [1, 2, 2, 2, 3]', 'Auto-DeepLab'],
    ["Genotype(cell=[(0, 'sep_conv_3x3'), (1, 'sep_conv_5x5')], cell_concat=range(2, 7))", 'Auto-DeepLab'],
  ])('are refused by their name: %s', (text, name) => {
    expect(() => readGenotypeText(text)).toThrow(
      new RegExp(`^This is an? .*${name}.*which is no cell of this kind`),
    );
  });

  it('do not hide a genotype beside them', () => {
    const { genotype } = findPublished('DARTS_V1');
    const log = `compared with ${NAS_BENCH_201}\n${FORMATS.python.print(genotype)}`;
    expect(readGenotypeText(log).genotype).toEqual(genotype);
  });
});
