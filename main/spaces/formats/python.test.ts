import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { genotypeToFile } from '../genotype.ts';
import { findPublished } from '../library.ts';
import { python } from './python.ts';

const V1 =
  "Genotype(normal=[('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('skip_connect', 0), ('sep_conv_3x3', 1), " +
  "('skip_connect', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('skip_connect', 2)], normal_concat=range(2, 6), " +
  "reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 0), ('max_pool_3x3', 0), " +
  "('skip_connect', 2), ('skip_connect', 2), ('avg_pool_3x3', 0)], reduce_concat=range(2, 6))";

describe('printing', () => {
  it('writes what the reference logs', () => {
    expect(python.print(findPublished('DARTS_V1').genotype)).toBe(V1);
  });

  it('lists states with gaps and keeps the layout', () => {
    const { genotype } = findPublished('AmoebaNet');
    const text = python.print({ ...genotype, layout: 'cell' });
    expect(text).toContain('normal_concat=range(4, 7)');
    expect(text).toContain('reduce_concat=[3, 4, 6]');
    expect(text).toMatch(/, layout='cell'\)$/);
  });
});

describe('parsing', () => {
  it('reads positional arguments in the order of the reference', () => {
    const text =
      "Genotype([('none', 0), ('none', 1)], range(2, 3), [('none', 1), ('none', 0)], reduce_concat=(2,))";
    expect(genotypeToFile(python.parse(text))).toEqual({
      normal: [
        ['none', 0],
        ['none', 1],
      ],
      normal_concat: [2],
      reduce: [
        ['none', 1],
        ['none', 0],
      ],
      reduce_concat: [2],
    });
  });

  it('reads a name that a terminal broke when it was copied', () => {
    expect(python.parse(V1.replace('skip_connect', 'ski\np_connect'))).toEqual(
      findPublished('DARTS_V1').genotype,
    );
    expect(python.parse(V1.replace("', 1)", "'\n, 1)"))).toEqual(findPublished('DARTS_V1').genotype);
  });

  it('reads ranges as Python counts them', () => {
    const concat = (range: string) =>
      python.parse(
        `Genotype(normal=[('a', 0), ('a', 1), ('a', 0), ('a', 1)], normal_concat=${range}, reduce=[(u'b', 0), ("b", 1)], reduce_concat=[2])`,
      ).normal.concat;
    expect(concat('range(2, 4)')).toEqual([2, 3]);
    expect(concat('range(3, 1, -1)')).toEqual([3, 2]);
    expect(concat('range(2, 4, 5)')).toEqual([2]);
  });

  it('reads a file of definitions or a log whose genotypes are all the same', () => {
    const log = `Genotype = namedtuple('Genotype', 'normal normal_concat')\nclass Genotype(NamedTuple): pass\nA = ${V1}\n2019 genotype = ${V1}\n`;
    expect(python.parse(log)).toEqual(findPublished('DARTS_V1').genotype);
  });

  it('does not choose between different ones', () => {
    const other = python.print(findPublished('DARTS_V2').genotype);
    expect(() => python.parse(`DARTS_V1 = ${V1}\n\n2019 genotype = ${other}`)).toThrow(
      'The text holds 2 different genotypes (DARTS_V1 in line 1, line 3); keep the one that is meant.',
    );
  });

  it('says where a wrong value stands', () => {
    const text = V1.replace("('skip_connect', 2)], normal_concat", "\n ('skip_connect', 9)], normal_concat");
    expect(() => python.parse(text)).toThrow(
      'Line 2, column 2: normal[7]: input 9 does not exist for node 3; allowed are the states 0 to 4.',
    );
    const cause: unknown = (() => {
      try {
        return python.parse(text);
      } catch (error) {
        return error;
      }
    })();
    expect(cause).toMatchObject({
      code: 'spaces/genotype-input',
      data: { line: 2, column: 2, path: ['normal', 7] },
    });
  });

  it('answers hostile text with an error of its own, quickly', () => {
    const pieces = fc.constantFrom(
      'Genotype(',
      '(',
      '[',
      "'",
      '"',
      ',',
      '=',
      'normal',
      'range(',
      ')',
      ']',
      '9',
      '\\',
      '#',
      '\n',
      '-',
      '__proto__',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        try {
          python.parse(`Genotype(${parts.join('')}`);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 2000 },
    );
    const big = 500_000;
    const monsters = [
      `Genotype(normal=${'['.repeat(big)}`,
      `Genotype(normal=[${'0,'.repeat(big)}`,
      `Genotype(normal=range(0, 999999999))`,
      `Genotype(normal='${'a'.repeat(big)}`,
      `Genotype(${' '.repeat(big)}`,
      `${'a'.repeat(big)} = Genotype(x`,
      'Genotype('.repeat(big / 10),
      `Genotype(normal=${'#\n'.repeat(big)}`,
      `Genotype(${'a'.repeat(big)}=1)`,
    ];
    for (const monster of monsters) {
      const begin = performance.now();
      expect(() => python.parse(monster)).toThrow(AppError);
      expect(performance.now() - begin).toBeLessThan(2000);
    }
  });
});

it('detection looks for the call', () => {
  expect(python.detect('x = Genotype (normal')).toBe(true);
  expect(python.detect("namedtuple('Genotype', 'normal')")).toBe(false);
  expect(python.detect('MyGenotype(1)')).toBe(false);
});
