import { describe, expect, it } from 'vitest';
import published from '../../resources/genotypes/published.json' with { type: 'json' };
import { checkPrimitives } from './genotype.ts';
import { PUBLISHED, findPublished } from './library.ts';
import { plainName } from './nearest.ts';
import { tablePrimitives } from './op-tables.ts';
import { findSpace } from './registry.ts';
import { checkInSpace } from './space.ts';

describe('the library', () => {
  it('holds every published genotype', () => {
    expect(PUBLISHED.map(({ name }) => name)).toEqual([
      'NASNet',
      'AmoebaNet',
      'DARTS_V1',
      'DARTS_V2',
      'SHARP_DARTS',
      'SHARPSEPCONV_DARTS',
      'SHARPSEPCONV_DARTS_MAX_W',
      'SHARP_DARTS_MAX_W',
      'SHARPER_SCALAR',
      'SHARPER_SCALAR_genotype_skip_none',
      'SHARPER_SCALAR_genotype_no_hack',
      'SHARPER_MAX_W',
      'SHARPER_MAX_W_genotype_skip_none',
      'SHARPER_MAX_W_genotype_no_hack',
    ]);
    expect([published.recurrent.length, published.paths.length]).toEqual([3, 9]);
  });

  it.each(PUBLISHED)('$name is of its op table and its space', ({ genotype, ops, space }) => {
    expect(() => checkPrimitives(genotype, tablePrimitives(ops), ops)).not.toThrow();
    if (space !== null) expect(() => checkInSpace(genotype, findSpace(space))).not.toThrow();
  });

  it('says of copies that they are', () => {
    const of = (name: string) => findPublished(name).genotype;
    expect(of('SHARPER_SCALAR_genotype_skip_none')).toEqual(of('SHARPER_SCALAR'));
    expect(of('SHARPER_MAX_W_genotype_skip_none')).toEqual(of('SHARPER_MAX_W'));
  });

  it('is searched by name and alias, as people write them', () => {
    const asked = ['DARTS', 'darts-v2', 'NASNet-A', 'amoebanet a', 'CHOKE_FLOOD_DIL_IS_SEP_CONV'];
    const found = ['DARTS_V2', 'DARTS_V2', 'NASNet', 'AmoebaNet', 'SHARP_DARTS'];
    expect(asked.map((name) => findPublished(name).name)).toEqual(found);
  });

  it('has no two names that people would take for one', () => {
    const all = [...published.cells, ...published.recurrent, ...published.paths];
    const names = all.flatMap(({ name, aliases }) => [name, ...aliases]).map(plainName);
    expect(new Set(names).size).toBe(names.length);
  });
});
