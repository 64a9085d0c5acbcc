import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nasbench201 } from './catalog/nasbench201.ts';
import { architectureFromFile, architectureToFile, edgesByNode } from './architecture.ts';
import {
  checkCompleteIn,
  completeNodes,
  parseArchitectureString,
  printArchitectureString,
} from './complete.ts';
import type { CompleteGenotype } from './complete.ts';
import { darts } from './catalog/darts.ts';
import { findPublished } from './library.ts';

const TEXT =
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|';
const CELL: CompleteGenotype = {
  wiring: 'complete',
  operations: [
    'nor_conv_3x3',
    'nor_conv_3x3',
    'avg_pool_3x3',
    'skip_connect',
    'nor_conv_3x3',
    'skip_connect',
  ],
};

const anyCell = fc.integer({ min: 1, max: 5 }).chain((nodes) =>
  fc
    .array(fc.constantFrom(...nasbench201.primitives.map(({ name }) => name)), {
      minLength: (nodes * (nodes + 1)) / 2,
      maxLength: (nodes * (nodes + 1)) / 2,
    })
    .map((operations): CompleteGenotype => ({ wiring: 'complete', operations })),
);

describe('architecture strings', () => {
  it('are read node by node, source by source', () => {
    expect(parseArchitectureString(TEXT)).toEqual(CELL);
    expect(parseArchitectureString(`  ${TEXT}\n`)).toEqual(CELL);
    expect(edgesByNode(CELL, 'normal')[2]).toEqual([
      { input: 0, primitive: 'skip_connect' },
      { input: 1, primitive: 'nor_conv_3x3' },
      { input: 2, primitive: 'skip_connect' },
    ]);
  });

  it('of every cell are read back', () => {
    fc.assert(
      fc.property(anyCell, (cell) => {
        expect(parseArchitectureString(printArchitectureString(cell))).toEqual(cell);
        expect(architectureFromFile(JSON.parse(JSON.stringify(architectureToFile(cell))))).toEqual(cell);
      }),
    );
  });

  it('say where they are wrong and what is expected there', () => {
    const at = (text: string, column: number, node: number) =>
      expect(() => parseArchitectureString(text)).toThrow(
        new RegExp(`^Line 1, column ${column}: expected .* into node ${node}`),
      );
    at('|a~0|+|b~0|', 7, 2);
    at('|a~0|+|b~0|c~2|', 12, 2);
    at('|a~0|+|b~0|c~0|', 12, 2);
    at('a~0', 1, 1);
    at('|a~0|+', 7, 2);
    at('|a b~0|', 2, 1);
    at('', 1, 1);
  });
});

describe('complete cells', () => {
  it('have 1, 3, 6, 10, ... edges', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 10, 15].map(completeNodes)).toEqual([null, 1, null, 2, null, null, 3, 4, 5]);
  });

  it('of files are told from pairs of cells', () => {
    const { genotype } = findPublished('DARTS_V2');
    expect(architectureFromFile(architectureToFile(genotype))).toEqual(genotype);
    expect(() => architectureFromFile({ wiring: 'complete', operations: ['none', 'none'] })).toThrow(
      /^operations: expected 1, 3, 6, 10 .* got 2/,
    );
    expect(() => architectureFromFile({ wiring: 'half', operations: [] })).toThrow(/^wiring: /);
  });

  it('are checked against their space', () => {
    checkCompleteIn(CELL, nasbench201);
    expect(() => checkCompleteIn(CELL, darts)).toThrow(/the space darts is no complete cell of 6 edges/);
    const operations = ['sep_conv_3x3', ...CELL.operations.slice(1)];
    expect(() => checkCompleteIn({ ...CELL, operations }, nasbench201)).toThrow(
      /operations\[0\]: the space nasbench201 has no primitive "sep_conv_3x3"/,
    );
    const restrictions = [{ cell: 'both' as const, node: 2, input: 0, primitives: ['none', 'avg_pool_3x3'] }];
    expect(() => checkCompleteIn(CELL, { ...nasbench201, restrictions })).toThrow(
      /operations\[3\]: the space does not allow "skip_connect"/,
    );
  });
});
