import { describe, expect, it } from 'vitest';
import { findPublished } from './library.ts';
import { readGenotypeText } from './read.ts';
import { FORMATS } from './registry.ts';

const { genotype } = findPublished('DARTS_V2');

describe('a genotype given as text', () => {
  it('may be a name of the library', () => {
    expect(readGenotypeText(' darts_v2\n')).toEqual({
      genotype,
      from: 'library',
      published: findPublished('DARTS'),
    });
  });

  it('may stand in a log', () => {
    const log = `2019-01-01 00:00:01,000 epoch 49 lr 1.0e-03\n2019-01-01 00:00:02,000 genotype = ${FORMATS.python.print(genotype)}\n`;
    expect(readGenotypeText(log)).toEqual({ genotype, from: 'python' });
  });

  it('may be a line of JSON that quotes the Python text', () => {
    const line = JSON.stringify({ epoch: 3, genotype: FORMATS.python.print(genotype) });
    expect(readGenotypeText(line)).toEqual({ genotype, from: 'python' });
  });

  it('may be JSON', () => {
    expect(readGenotypeText(FORMATS.json.print(genotype))).toEqual({ genotype, from: 'json' });
  });
});
