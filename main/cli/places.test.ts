import { describe, expect, it } from 'vitest';
import { findPlaces, opening } from './places.ts';

const GIB = 2 ** 30;

describe('DARTBOARD_CACHE_GB', () => {
  const bytesOf = (text?: string): number | undefined =>
    opening(findPlaces(text === undefined ? {} : { DARTBOARD_CACHE_GB: text })).cacheBytes;

  it('says how much decoded data sets may take', () => {
    expect([bytesOf(), bytesOf(''), bytesOf('2'), bytesOf('0.5'), bytesOf('0')]).toEqual([
      32 * GIB,
      32 * GIB,
      2 * GIB,
      GIB / 2,
      0,
    ]);
  });

  it('refuses what is no number', () => {
    for (const text of ['much', '-1', '1e3', '0x10', '12 GB', ' ']) {
      expect(() => bytesOf(text)).toThrow(
        expect.objectContaining({ code: 'cli/wrong-use', message: expect.stringContaining(`"${text}"`) }),
      );
    }
  });
});
