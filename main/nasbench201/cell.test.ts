import { describe, expect, it } from 'vitest';
import { cellOfCode, CELLS, codeOf, naslibTuple, OPERATIONS, parseCell, printCell } from './cell.ts';

const CELL =
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|';

describe('codes', () => {
  it('number all cells, the last edge fastest', () => {
    const texts = new Set<string>();
    for (let code = 0; code < CELLS; code++) {
      const cell = cellOfCode(code);
      expect(codeOf(cell)).toBe(code);
      texts.add(printCell(cell));
    }
    expect(texts.size).toBe(15_625);
    expect(printCell(cellOfCode(0))).toBe('|none~0|+|none~0|none~1|+|none~0|none~1|none~2|');
    expect(cellOfCode(1)).toEqual(['none', 'none', 'none', 'none', 'none', 'skip_connect']);
    expect(cellOfCode(CELLS - 1)).toEqual(Array.from({ length: 6 }, () => 'avg_pool_3x3'));
  });
});

describe('parseCell', () => {
  it('reads what is printed', () => {
    expect(printCell(parseCell(CELL))).toBe(CELL);
    expect(parseCell(`  ${CELL}\n`)).toEqual([
      'nor_conv_3x3',
      'nor_conv_3x3',
      'avg_pool_3x3',
      'skip_connect',
      'nor_conv_3x3',
      'nor_conv_1x1',
    ]);
  });

  it('reads the tuples of NASLib, whose edges are ordered by their source', () => {
    // e12 e13 e14 e23 e24 e34: of the cell above 3x3, 3x3, skip, pool, 3x3, 1x1.
    expect(parseCell('(2, 2, 0, 4, 2, 3)')).toEqual(parseCell(CELL));
    expect(parseCell('[2,2,0,4,2,3]')).toEqual(parseCell(CELL));
    expect(naslibTuple(parseCell(CELL))).toEqual([2, 2, 0, 4, 2, 3]);
    for (const code of [0, 77, 9000, CELLS - 1]) {
      const cell = cellOfCode(code);
      expect(parseCell(`(${naslibTuple(cell).join(', ')})`)).toEqual(cell);
    }
  });

  it.each([
    [
      'DARTS',
      /^"DARTS" is no architecture of NAS-Bench-201: expected an index from 0 to 15624, a string \|op~0\|/,
    ],
    ['', /^"" is no architecture/],
    [
      '|none~0|+|none~0|none~1|',
      /operations: a cell of the space nasbench201 is no complete cell of 3 edges/,
    ],
    ['|none~0|+|none~0|none~2|+|none~0|none~1|none~2|', /^Line 1, column 18: expected .* into node 2\.$/],
    [
      CELL.replace('nor_conv_1x1', 'conv_1x1'),
      /^operations\[5\]: the space nasbench201 has no primitive "conv_1x1" \(did you mean nor_conv_1x1/,
    ],
    ['(2, 2, 0, 4, 2)', /expected six numbers from 0 to 4 in brackets, wrong for 5 of them\.$/],
    ['(2, 2, 0, 4, 5, 3)', /wrong at place 5\.$/],
    ['(2, 2, 0, 4, 2, 3', /wrong for 1 of them\.$/],
  ])('says of %j where it is wrong and what is expected', (text, sentence) => {
    expect(() => parseCell(text)).toThrow(sentence);
  });

  it('knows the operations in the order of the benchmark', () => {
    expect(OPERATIONS.join()).toBe('none,skip_connect,nor_conv_1x1,nor_conv_3x3,avg_pool_3x3');
  });
});
