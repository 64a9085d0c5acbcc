import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { architectureFromFile, architectureToFile, wiringOf } from '../architecture.ts';
import { deriveArchitecture } from '../derive.ts';
import { printArchitecture, readArchitectureText } from '../read.ts';
import { parseSpace, printSpace } from '../space-file.ts';
import { RECURRENT_SPACES } from './catalog.ts';
import { checkRecurrent, printRecurrent } from './genotype.ts';
import type { RecurrentGenotype } from './genotype.ts';
import { findPublishedRecurrent, PUBLISHED_RECURRENT } from './published.ts';

const SPACE = RECURRENT_SPACES['darts-rnn'];
const activations = ['tanh', 'relu', 'sigmoid', 'identity'] as const;

const cells = fc
  .integer({ min: 1, max: 12 })
  .chain((nodes) =>
    fc.tuple(
      ...Array.from({ length: nodes }, (_, node) =>
        fc.record({ primitive: fc.constantFrom(...activations), input: fc.integer({ min: 0, max: node }) }),
      ),
      fc.subarray(
        Array.from({ length: nodes }, (_, i) => i + 1),
        { minLength: 1 },
      ),
    ),
  )
  .map((parts): RecurrentGenotype => {
    const concat = parts.at(-1) as number[];
    return { wiring: 'recurrent', recurrent: parts.slice(0, -1) as RecurrentGenotype['recurrent'], concat };
  });

describe('recurrent cells', () => {
  it('are the same after a text and after a file', () => {
    fc.assert(
      fc.property(cells, (cell) => {
        expect(readArchitectureText(printArchitecture(cell))).toEqual(cell);
        expect(architectureFromFile(JSON.parse(JSON.stringify(architectureToFile(cell))))).toEqual(cell);
        expect(readArchitectureText(JSON.stringify(architectureToFile(cell)))).toEqual(cell);
      }),
    );
  });

  it('are read out of a log that repeats them', () => {
    const line = "INFO Genotype(recurrent=[('tanh', 0), ('relu', 1)], concat=range(1, 3))";
    expect(readArchitectureText(`${line}\nepoch 2\n${line}`)).toEqual({
      wiring: 'recurrent',
      recurrent: [
        { primitive: 'tanh', input: 0 },
        { primitive: 'relu', input: 1 },
      ],
      concat: [1, 2],
    });
  });

  it.each([
    ["Genotype(recurrent=[('tanh', 1)], concat=[1])", 'input 1 does not exist for node 0'],
    ["Genotype(recurrent=[('tanh', 0)], concat=[])", 'is empty, but a cell needs an output'],
    ["Genotype(recurrent=[('tanh', 0)], concat=[2])", 'state 2 is no node of this cell'],
    ["Genotype(recurrent=[('tanh', 0)], concat=[1, 1])", 'state 1 is listed twice'],
    ["Genotype(recurrent=[('tanh', 0)])", 'concat: is missing'],
    ['Genotype(recurrent=[], concat=[1])', 'expected 1 to 32 pairs'],
    [
      "Genotype(recurrent=[('tanh', 0)], concat=[1]) Genotype(recurrent=[('relu', 0)], concat=[1])",
      'holds 2 different genotypes',
    ],
  ])('refuse %s', (text, problem) => {
    expect(() => readArchitectureText(text)).toThrow(problem);
  });
});

describe('published cells', () => {
  it('are three, each as DARTS writes it', () => {
    expect(PUBLISHED_RECURRENT.map(({ name }) => name)).toEqual(['RNN_ENAS', 'RNN_DARTS_V1', 'RNN_DARTS_V2']);
    for (const { genotype } of PUBLISHED_RECURRENT) {
      checkRecurrent(genotype);
      expect(wiringOf(genotype)).toBe('recurrent');
    }
    expect(printRecurrent(findPublishedRecurrent('RNN_DARTS_V2')?.genotype ?? SOME)).toBe(
      "Genotype(recurrent=[('sigmoid', 0), ('relu', 1), ('relu', 1), ('identity', 1), ('tanh', 2), ('sigmoid', 5), ('tanh', 3), ('relu', 5)], concat=range(1, 9))",
    );
  });

  it('need their first word where cells of images are meant as well', () => {
    expect(findPublishedRecurrent('DARTS_V2')).toBeNull();
    expect(findPublishedRecurrent('darts v2', true)?.name).toBe('RNN_DARTS_V2');
  });
});

const SOME: RecurrentGenotype = {
  wiring: 'recurrent',
  recurrent: [{ primitive: 'tanh', input: 0 }],
  concat: [1],
};

describe('the space of DARTS', () => {
  it('has 36 edges of 5 candidates', () => {
    const rows = Array.from({ length: 36 }, () => [0, 1, 2, 3, 4]);
    const cell = deriveArchitecture(SPACE, { normal: rows, reduction: [] });
    expect(cell).toMatchObject({ wiring: 'recurrent', concat: [1, 2, 3, 4, 5, 6, 7, 8] });
    // All edges are alike: the first state, and the heaviest activation.
    if (wiringOf(cell) === 'recurrent' && 'recurrent' in cell) {
      expect(cell.recurrent.every(({ primitive, input }) => primitive === 'identity' && input === 0)).toBe(
        true,
      );
    }
  });

  it('never chooses none, though it takes its share', () => {
    const rows = Array.from({ length: 36 }, (_, e) => (e === 1 ? [9, 3, 0, 0, 0] : [0, 0, 1, 0, 0]));
    const cell = deriveArchitecture(SPACE, { normal: rows, reduction: [] });
    expect('recurrent' in cell ? cell.recurrent[1] : null).toEqual({ primitive: 'relu', input: 1 });
  });

  it('is the same after its file', () => {
    expect(parseSpace(printSpace(SPACE))).toEqual(SPACE);
  });

  it.each([
    [{ primitives: [{ name: 'c', block: 'plain', kernel: 3 }] }, 'works on images'],
    [{ wiring: 'pairs' }, 'is an activation of recurrent cells'],
    [{ network: { cells: 2, initChannels: 300, reductions: [] } }, 'there is one recurrent cell'],
  ])('refuses %j', (change, problem) => {
    const file: Record<string, unknown> = JSON.parse(printSpace(SPACE));
    expect(() => parseSpace(JSON.stringify({ ...file, ...change }))).toThrow(problem);
  });
});
