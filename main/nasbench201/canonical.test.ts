import { expect, it } from 'vitest';
import fixtures from '../../test/fixtures/parity/fixtures_isdarts.json' with { type: 'json' };
import { canonicalString } from './canonical.ts';
import { cellOfCode, CELLS, parseCell } from './cell.ts';

it.each(fixtures.unique_strings)('writes $arch as the published code does', (one) => {
  const cell = parseCell(one.arch);
  expect(canonicalString(cell)).toBe(one.unique_consider_zero);
  expect(canonicalString(cell, { zero: false })).toBe(one.unique_ignore_zero);
});

it('tells 6,466 classes apart, and 12,751 where zeros are operations', () => {
  const classes = (zero: boolean): number =>
    new Set(Array.from({ length: CELLS }, (_, code) => canonicalString(cellOfCode(code), { zero }))).size;
  expect(classes(true)).toBe(6_466);
  expect(classes(false)).toBe(12_751);
});
