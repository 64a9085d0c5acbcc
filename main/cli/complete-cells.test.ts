/** What commands take and say of complete cells. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../test/support/cli.ts';
import { testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { architectureToFile, parseArchitectureString, SPACES } from '../spaces/index.ts';
import { readCellArgument } from './genotype-argument.ts';
import { requested } from './serve/requested.ts';

const TEXT = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|nor_conv_1x1~1|none~2|';
const CELL = parseArchitectureString(TEXT);
const DOCUMENT = JSON.stringify(architectureToFile(CELL), null, 2);

let home: TestHome;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.dispose());

describe('the cell of a training', () => {
  it('is an architecture string or a document, as a word or in a file', async () => {
    const found = { genotype: CELL, opTable: 'nasbench201', lastOperation: null };
    for (const text of [TEXT, `${TEXT}\n`, DOCUMENT]) {
      const file = join(home.folder, 'cell');
      await writeFile(file, text);
      expect(readCellArgument(text)).toEqual(found);
      expect(readCellArgument(file)).toEqual(found);
    }
  });

  it('of the window is one, too', () => {
    const wanted = { kind: 'train', preset: 'nasbench201', data: null, seed: null } as const;
    for (const genotype of [` ${TEXT}`, DOCUMENT])
      expect(requested({ ...wanted, cell: { genotype } })).toMatchObject({ cell: { genotype: TEXT } });
  });

  it('of the library keeps the op table that it was published with', () => {
    expect(readCellArgument('DARTS_V2')).toMatchObject({ opTable: 'darts' });
  });
});

it('is derived from alphas of one kind of cell', async () => {
  const names = SPACES.nasbench201.primitives.map(({ name }) => name);
  const rows = CELL.operations.map((operation) => names.map((name) => (name === operation ? 1 : 0)));
  const alphas = join(home.folder, 'alphas.json');
  await writeFile(alphas, JSON.stringify({ alphas_normal: rows, alphas_reduce: [] }));
  const words = ['derive', '--space', 'nasbench201', '--alphas', alphas, '--rule', 'keep-none'];
  expect((await call(words, home.folder)).stdout).toBe(`${TEXT}\n`);
  const { lines } = await call([...words, '--json'], home.folder);
  expect(lines).toEqual([{ genotype: CELL }]);
});

const COUNT = ['--channels', '16', '--layers', '15', '--input', '32x32x3', '--classes', '10'];

describe('one sentence is said of', () => {
  it.each([
    [
      'an operation that there is not',
      ['train', '--genotype', TEXT.replace('avg_pool_3x3', 'max_pool_3x3')],
      'operations[3]: the op table nasbench201 has no primitive "max_pool_3x3" (did you mean avg_pool_3x3?); allowed are none, skip_connect, nor_conv_1x1, nor_conv_3x3 and avg_pool_3x3.',
    ],
    [
      'a node without one of its edges',
      ['train', '--genotype', '|none~0|+|none~0|+|none~0|none~1|none~2|'],
      'Line 1, column 10: expected |op~0|...|op~1|, the operations into node 2.',
    ],
    [
      'a document with too few operations',
      ['train', '--genotype', '{"wiring": "complete", "operations": ["none", "none"]}'],
      'operations: expected 1, 3, 6, 10 or another number of operations that is every edge of a cell, got 2.',
    ],
    [
      'cells that are no three stages',
      ['train', '--genotype', TEXT, '--set', 'network.cells=4'],
      'network.cells: a network of complete cells has three stages of as many cells, so give a multiple of 3.',
    ],
    [
      'a supernet with a stem for large images',
      ['search', '--preset', 'isdarts-nasbench201', '--set', 'network.kind=imagenet'],
      'network.kind: the supernet of the space nasbench201 has the stem of small images alone, so give "cifar".',
    ],
    [
      'a preset for pairs of cells',
      ['train', '--genotype', TEXT, '--preset', 'darts'],
      'The preset "darts" is for pairs of cells, and this is a complete cell, as those of NAS-Bench-201; allowed are nasbench201-quick and nasbench201.',
    ],
    [
      'counting it as if it were a pair',
      ['count', TEXT, '--ops', 'nasbench201', ...COUNT],
      'A cell of NAS-Bench-201 is counted with --network nasbench201, where --layers are the cells of each of the three stages.',
    ],
  ])('%s', async (_, words, sentence) => {
    const { code, stderr } = await call(words, home.folder);
    expect(stderr.split('\n')[0]).toBe(`dartboard: ${sentence}`);
    expect(code).not.toBe(0);
  });
});
