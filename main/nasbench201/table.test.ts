import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CELLS, cellOfCode, parseCell } from './cell.ts';
import { COLUMN_NAMES } from './columns.ts';
import type { Column } from './columns.ts';
import { findIndex, openTable } from './table.ts';

const RESOURCES = new URL('../../resources', import.meta.url).pathname;
/** Of the rows of the joined public tables as JSON, which resources/nasbench201/make.mjs prints. */
const ROWS_SHA256 = 'fb87fc26ac0e2cdd6b4b5d20c6c680ce39ed7710fc2f6fd84dc47d43e55252cb';

const table = openTable(RESOURCES);

describe('the embedded table', () => {
  it('is its source without loss: every string, decimal, parameter and multiply-add, in order', () => {
    const rows = Array.from({ length: CELLS }, (_, index) => {
      const { arch, accuracy, params, flops } = table.entry(index);
      return [arch, [...COLUMN_NAMES.map((name) => accuracy[name]), params, flops]];
    });
    const text = JSON.stringify(Object.fromEntries(rows));
    expect(createHash('sha256').update(text).digest('hex')).toBe(ROWS_SHA256);
  });

  it('opens in the time of a frame or two', () => {
    const times = [1, 2, 3, 4, 5].map(() => {
      const start = process.cpuUsage();
      openTable(RESOURCES);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    });
    // 12 to 25 ms. Of the processor, and the least of five: what else the machine does should not count.
    expect(Math.min(...times)).toBeLessThan(50);
  });

  it.each([
    [0, '|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|'],
    [123, '|avg_pool_3x3~0|+|avg_pool_3x3~0|nor_conv_1x1~1|+|none~0|avg_pool_3x3~1|nor_conv_3x3~2|'],
    [1835, '|skip_connect~0|+|skip_connect~0|skip_connect~1|+|skip_connect~0|skip_connect~1|skip_connect~2|'],
  ])('has the benchmark’s cell %i', (index, arch) => {
    expect(table.entry(index).arch).toBe(arch);
    expect(findIndex(table, arch)).toBe(index);
    expect(findIndex(table, ` ${index} `)).toBe(index);
  });

  it('has every cell once', () => {
    const indices = Array.from({ length: CELLS }, (_, code) => table.indexOf(cellOfCode(code)));
    expect(new Set(indices).size).toBe(CELLS);
  });

  it('knows the cell that IS-DARTS found, and the one that DARTS collapses to', () => {
    const { accuracy, rank, percentile, params, flops } = table.entry(9930);
    expect([params, flops]).toEqual([1_288_506, 184_730_250]);
    expect([accuracy.c10_test_200, accuracy.c100_test_200, accuracy.in16_test_200]).toEqual([
      94.363, 73.513, 46.344,
    ]);
    expect([rank.c10_test_200, rank.c100_test_200, rank.in16_test_200]).toEqual([3, 1, 26]);
    expect(percentile.c100_test_200).toBe(100);
    const { accuracy: skips } = table.entry(1835);
    expect([skips.c10_test_200, skips.c100_test_200, skips.in16_test_200].map((a) => a.toFixed(2))).toEqual([
      '54.30',
      '15.61',
      '16.32',
    ]);
  });

  it('gives equal accuracies the best rank of them, and half of the others of their kind', () => {
    expect([6111, 13_714].map((index) => table.entry(index).rank.c10_test_200)).toEqual([1, 1]);
    expect(table.entry(6111).percentile.c10_test_200).toBeCloseTo((100 * (15_623 + 0.5)) / 15_624, 10);
    const slow = (name: Column, index: number): readonly number[] => {
      const [all, own] = [[...table.column(name)], table.entry(index).accuracy[name]];
      const below = all.filter((value) => value < own).length;
      const equal = all.filter((value) => value === own).length - 1;
      return [1 + all.filter((value) => value > own).length, (100 * (below + equal / 2)) / (CELLS - 1)];
    };
    for (const index of [0, 5, 4_711, 15_624]) {
      const { rank, percentile } = table.entry(index);
      for (const name of COLUMN_NAMES) expect([rank[name], percentile[name]]).toEqual(slow(name, index));
    }
  });

  it('lists isomorphic cells', () => {
    const members = table.classOf(1835);
    expect(members).toContain(1835);
    expect(table.classOf(table.indexOf(parseCell('(1, 1, 1, 1, 1, 1)'))).length).toBeGreaterThan(1);
    for (const index of members) expect(table.classOf(index)).toEqual(members);
  });

  it.each(['15625', '-1', '1.5', '99999999'])('has no cell %s', (text) => {
    expect(() => findIndex(table, text)).toThrow(
      /^There is no architecture .* expected a whole number from 0 to 15624\.$/,
    );
  });
});

describe('a table that is not as it was written', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dartboard-table-'));
    await mkdir(join(folder, 'nasbench201'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const whole = () => readFile(join(RESOURCES, 'nasbench201', 'table.bin'));
  const changed = async (change: (bytes: Buffer) => Buffer) => {
    await writeFile(join(folder, 'nasbench201', 'table.bin'), change(await whole()));
    return () => openTable(folder);
  };

  it('is refused, with the path', async () => {
    expect(() => openTable(join(folder, 'nowhere'))).toThrow(
      /cannot be read from .*nowhere.*ENOENT.*DARTBOARD_RESOURCES/,
    );
    for (const cut of [0, 5, 100, 3_000, 300_000])
      expect(await changed((bytes) => bytes.subarray(0, cut))).toThrow(
        /table\.bin is damaged: .*Install the program again/,
      );
    // Anywhere: the deflated numbers do not inflate any more, or their checksum is another.
    for (const at of [0, 9, 40, 300, 1_000, 100_000, 320_000]) {
      const open = await changed((bytes) => {
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        return bytes;
      });
      expect(open).toThrow(/is damaged/);
    }
  });
});
