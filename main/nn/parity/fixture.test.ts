import { describe, expect, it } from 'vitest';
import { compared, parseFixtures, tableOf } from './fixture.ts';

const AT = { fixture: 'op', case: 'a' };

describe('compared', () => {
  const comparison = { quantity: 'out', expected: [1, -20], deviation: 1e-6 };

  it('passes within ten times the deviation and 1e-5 of the size', () => {
    const { tolerance, passed } = compared(AT, { ...comparison, found: [1, -20.0002] });
    expect(tolerance).toBeCloseTo(2.1e-4, 10);
    expect(passed).toBe(true);
  });

  it('fails beyond', () => {
    const check = compared(AT, { ...comparison, found: [1.0003, -20] });
    expect(check).toMatchObject({ ...AT, quantity: 'out', passed: false });
    expect(check.error).toBeCloseTo(3e-4, 8);
  });

  it.each([[[NaN, -20]], [[Infinity, -20]], [[1]], [[]]])('fails for %o', (found) => {
    expect(compared(AT, { ...comparison, found })).toMatchObject({ error: Infinity, passed: false });
  });
});

describe('parseFixtures', () => {
  it('reads a file', () => {
    const file = { format: 'darts-parity/1', kind: 'op', cases: [{ id: 'a', repo: 'darts' }] };
    expect(parseFixtures('ops', file)).toEqual(file);
  });

  it('gives each case what the file says beside its cases', () => {
    const file = {
      format: 'darts-parity/1',
      kind: 'op',
      height: 3,
      width: 2,
      cases: [{ id: 'a', width: 5 }],
    };
    expect(parseFixtures('ops', file).cases).toEqual([{ id: 'a', height: 3, width: 5 }]);
  });

  it('refuses another format, naming the file and the field', () => {
    expect(() => parseFixtures('ops', { format: 'other', kind: 'op', cases: [] })).toThrow(
      /^fixture ops: format: /,
    );
  });
});

it('knows the op tables that the codes call by the same name', () => {
  expect([tableOf('darts', 'OPS'), tableOf('sharp', 'OPS'), tableOf('sharp', 'DARTS_OPS')]).toEqual([
    'darts',
    'sharp',
    'sharp-darts',
  ]);
  expect(() => tableOf('darts', 'OTHER')).toThrow(/darts OTHER/);
});
