import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import published from '../../resources/genotypes/published.json' with { type: 'json' };
import reference from '../../test/fixtures/genotypes.json' with { type: 'json' };
import { checkPrimitives, genotypeFromFile } from './genotype.ts';
import { PUBLISHED, findPublished } from './library.ts';
import { plainName } from '../base/nearest.ts';
import { tablePrimitives } from './op-tables.ts';
import { CELL_SPACES } from './registry.ts';
import { checkInSpace } from './space.ts';

const fields = z.object({
  normal: z.unknown(),
  normal_concat: z.unknown(),
  reduce: z.unknown(),
  reduce_concat: z.unknown(),
});

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
      'IS_DARTS',
    ]);
    expect([published.recurrent.length, published.paths.length]).toEqual([3, 9]);
  });

  it('holds each exactly as the reference has it, under all its names', () => {
    const cells = Object.entries(reference.genotypes).filter(([, { layout }]) => layout === 'cell');
    // That of IS-DARTS has no such file: the counts of its networks are those of its code (importance-derived.test.ts).
    expect([...cells.map(([name]) => name), 'IS_DARTS']).toEqual(PUBLISHED.map(({ name }) => name));
    for (const [name, entry] of cells) {
      const { normal, normal_concat, reduce, reduce_concat } = fields.parse(entry);
      const genotype = genotypeFromFile({ normal, normal_concat, reduce, reduce_concat });
      for (const alias of [name, ...('aliases' in entry ? entry.aliases : [])]) {
        expect(findPublished(alias).genotype, alias).toEqual(genotype);
      }
    }
  });

  it('knows the names of what is no cell', () => {
    const others = Object.entries(reference.genotypes).filter(([, { layout }]) => layout !== 'cell');
    expect(others.map(([name]) => name).sort()).toEqual(
      [...published.recurrent, ...published.paths].map(({ name }) => name).sort(),
    );
  });

  it.each(PUBLISHED)('$name is of its op table and its space', ({ genotype, ops, space }) => {
    expect(() => checkPrimitives(genotype, tablePrimitives(ops), ops)).not.toThrow();
    const searched = Object.values(CELL_SPACES).find(({ id }) => id === space);
    if (searched !== undefined) expect(() => checkInSpace(genotype, searched)).not.toThrow();
    expect(space === null).toBe(searched === undefined);
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
