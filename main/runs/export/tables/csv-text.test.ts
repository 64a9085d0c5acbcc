import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { csvRow } from './csv-text.ts';

describe('a row of a CSV file', () => {
  it('has the form of RFC 4180', () => {
    expect(csvRow([1, null, 'a', '', 'b,"c"', 'd\ne', -0.5])).toBe('1,,a,"","b,""c""","d\ne",-0.5\r\n');
  });

  it('is read again as it was, every number to the last bit', () => {
    // A log has no negative zero: JSON has none.
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const cell = fc.oneof(fc.string({ unit: 'grapheme' }), number);
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
        const [row = []] = z.array(z.array(z.string())).parse(parse(csvRow(cells)));
        expect(row.map((field, i) => (typeof cells[i] === 'number' ? Number(field) : field))).toEqual(cells);
      }),
    );
  });
});
