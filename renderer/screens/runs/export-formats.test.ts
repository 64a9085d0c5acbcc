import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../../test/support/memory-services.ts';
import { EXPORT_FORMATS, exportName } from './export-formats.ts';

describe('names of exports', () => {
  const one = summaryOf({ run: '01m82sxqxy8vynmep3k446s1bx', title: '../DARTS, first order / größte' });

  it('are safe as names of files on every system', () => {
    expect(exportName([one], 'bundle')).toBe('DARTS-first-order-gro-te-46s1bx.dartboard');
    expect(exportName([summaryOf({ run: 'abcdefgh', title: '…' })], 'genotype')).toBe('run-cdefgh.txt');
  });

  it('differ between all forms, so that no suggestion stands in the way of another', () => {
    const names = EXPORT_FORMATS.map(({ format }) => exportName([one], format));
    expect(new Set(names).size).toBe(EXPORT_FORMATS.length);
  });

  it('say how many runs there are, and the form of a folder', () => {
    expect(exportName([one, one], 'csv')).toMatch(/-and-1-more-csv$/);
  });
});
