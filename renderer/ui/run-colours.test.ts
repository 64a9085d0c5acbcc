import { describe, expect, it } from 'vitest';
import { LINE_DASHES, RUN_COLOURS, runColour, runLook } from './run-colours.ts';

describe('the look of a run', () => {
  it('follows from its id for ever', () => {
    // Figures that were made are compared with the screen: these may never change.
    expect(runLook('01arz3ndektsv4rrffq69g5fav')).toEqual(EXPECTED);
    expect(runColour('01arz3ndektsv4rrffq69g5fav')).toBe(`var(${EXPECTED.token})`);
  });

  it('uses all colours and lines evenly, also of ids that follow one another', () => {
    const looks = Array.from({ length: 2400 }, (_, i) =>
      runLook(`01arz3ndektsv4rrff${String(i).padStart(8, '0')}`),
    );
    const seen = new Map<string, number>();
    for (const { token, dash } of looks)
      seen.set(`${token} ${dash}`, (seen.get(`${token} ${dash}`) ?? 0) + 1);
    expect(seen.size).toBe(RUN_COLOURS.length * LINE_DASHES.length);
    expect(Math.min(...seen.values())).toBeGreaterThan(60);
    expect(Math.max(...seen.values())).toBeLessThan(145);
  });
});

const EXPECTED = { token: '--run-green', dash: 'dotted' };
